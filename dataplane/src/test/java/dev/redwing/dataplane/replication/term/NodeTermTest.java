package dev.redwing.dataplane.replication.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.env.DiskFiles;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.replication.Backlog;
import dev.redwing.dataplane.replication.ReplicationHistory;
import dev.redwing.dataplane.replication.ReplicationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeTermTest {
  @TempDir Path directory;

  private final ReplicationHistory history =
      new ReplicationHistory(new ReplicationId(new SplitMixRandom(5)), new Backlog(16 * 1024));
  private long keys;

  @AfterEach
  void free() {
    history.backlog().close();
  }

  private NodeTerm start(String process) throws IOException {
    return NodeTerm.open(new DiskFiles(), directory, history, "n".repeat(40), process, () -> keys);
  }

  @Test
  void startsUnassignedInTermZeroAndKeepsItsName() throws IOException {
    NodeTerm term = start("p1");

    assertThat(term.role()).isEqualTo(NodeRole.UNASSIGNED);
    assertThat(term.term()).isZero();
    assertThat(start("p2").nodeId()).isEqualTo(term.nodeId());
  }

  @Test
  void obeysOrdersOfTheSameOrANewerTermAndRefusesOlderOnes() throws IOException {
    NodeTerm term = start("p1");

    assertThat(term.becomeMaster(3)).isNull();
    assertThat(term.becomeMaster(3)).isNull();
    assertThat(term.becomeMaster(2)).isEqualTo("STALETERM this node is in term 3, refused 2");
    assertThat(term.becomeReplica(2)).isEqualTo("STALETERM this node is in term 3, refused 2");
    assertThat(term.release(2)).isEqualTo("STALETERM this node is in term 3, refused 2");
    assertThat(term.becomeReplica(4)).isNull();
    assertThat(term.role()).isEqualTo(NodeRole.REPLICA);
    assertThat(term.term()).isEqualTo(4);
  }

  @Test
  void dataThatAreBeingReplacedBelongToNoTerm() throws IOException {
    NodeTerm term = start("p1");
    assertThat(term.becomeReplica(4)).isNull();
    term.greeted("+TERM 4 p9");
    term.joined();

    term.replacing();

    NodeTerm restarted = start("p2");
    assertThat(restarted.term()).isZero();
    assertThat(restarted.endOfHistory()).isNull();
  }

  @Test
  void inOneTermItIsMasterOrReplicaButNeverBoth() throws IOException {
    NodeTerm term = start("p1");
    term.becomeReplica(5);

    assertThat(term.becomeMaster(5)).startsWith("STALETERM");
    assertThat(term.becomeMaster(6)).isNull();
    assertThat(term.becomeReplica(6)).startsWith("STALETERM");
  }

  @Test
  void remembersItsTermOverARestartButNotItsRole() throws IOException {
    start("p1").becomeMaster(7);

    NodeTerm restarted = start("p2");

    assertThat(restarted.role()).isEqualTo(NodeRole.UNASSIGNED);
    assertThat(restarted.term()).isEqualTo(7);
    assertThat(restarted.becomeMaster(6)).startsWith("STALETERM this node is in term 7");
  }

  @Test
  void reportsTheTermOfItsDataWhenItIsUnassigned() throws IOException {
    NodeTerm term = start("p1");
    term.becomeMaster(4);
    term.becomeReplica(5);
    assertThat(term.term()).isEqualTo(5);

    // It never reached the master of term 5: its data are still those of term 4.
    NodeTerm restarted = start("p2");

    assertThat(restarted.term()).isEqualTo(4);
    assertThat(restarted.becomeReplica(4)).isEqualTo("STALETERM this node is in term 5, refused 4");
  }

  @Test
  void refusesAFullSyncThatCouldLoseData() throws IOException {
    NodeTerm term = start("p1");
    keys = 10;
    term.becomeReplica(3);
    term.greeting();
    term.greeted("+TERM 3 master-a");
    assertThat(term.refusal("x", 1)).as("newer data than term 0").isNull();
    term.joined();

    assertThat(refusalOf(term, "+TERM 3 master-a")).as("the same process").isNull();
    assertThat(refusalOf(term, "+TERM 4 master-b")).as("a newer term").isNull();
    assertThat(refusalOf(term, "+TERM 3 master-a2")).contains("restarted in term 3");
    assertThat(refusalOf(term, "+TERM 2 master-c")).contains("of term 2");
    assertThat(refusalOf(term, "-ERR Unrecognized REPLCONF option")).as("not ours").isNull();
    keys = 0;
    assertThat(refusalOf(term, "+TERM 2 master-c")).as("nothing to lose").isNull();
  }

  private static @Nullable String refusalOf(NodeTerm term, String answer) {
    assertThat(term.greeting()).isEqualTo("3");
    term.greeted(answer);
    return term.refusal("x", 1);
  }

  @Test
  void aMasterAnswersWithItsTermAndItself() throws IOException {
    NodeTerm term = start("p1");
    term.becomeMaster(9);

    assertThat(term.answer()).isEqualTo("TERM 9 p1");
  }

  @Test
  void knowsWhereItsDataWereAfterAnOrderlyEndOnly() throws IOException {
    history.id().adopt("e".repeat(40));
    history.backlog().restart(500);
    NodeTerm term = start("p1");
    term.becomeMaster(1);
    term.closeCleanly(3);

    NodeTerm.EndOfHistory end = start("p2").endOfHistory();

    assertThat(end).isEqualTo(new NodeTerm.EndOfHistory("e".repeat(40), 500, 3));
    assertThat(start("p3").endOfHistory()).as("p2 did not end in order").isNull();
  }

  @Test
  void saysWhatToDoAboutADamagedFile() throws IOException {
    start("p1");
    Files.writeString(directory.resolve("node.conf"), "format 1\nterm x\n");

    assertThatThrownBy(() -> start("p2"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("node.conf is damaged")
        .hasMessageContaining("remove the file");
  }
}
