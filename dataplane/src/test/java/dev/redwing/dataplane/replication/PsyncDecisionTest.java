package dev.redwing.dataplane.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.replication.PsyncDecision.Continue;
import dev.redwing.dataplane.replication.PsyncDecision.Full;
import dev.redwing.dataplane.replication.PsyncDecision.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PsyncDecisionTest {
  private final ReplicationId id = new ReplicationId(new SplitMixRandom(1));
  private final Backlog backlog = new Backlog(16 * 1024);

  @BeforeEach
  void write() {
    backlog.restart(1000);
    backlog.append(new byte[500]);
  }

  @AfterEach
  void free() {
    backlog.close();
  }

  private PsyncDecision decide(String replid, long nextOffset) {
    return PsyncDecision.decide(id, backlog, replid, nextOffset);
  }

  @Test
  void continuesWithinTheBacklogAndRightBehindIt() {
    assertThat(decide(id.id(), 1001)).isEqualTo(new Continue(1001));
    assertThat(decide(id.id(), 1300)).isEqualTo(new Continue(1300));
    assertThat(decide(id.id(), 1501)).isEqualTo(new Continue(1501));
  }

  @Test
  void sendsEverythingToWhoIsTooOldOrTooNew() {
    assertThat(decide(id.id(), 1000)).isEqualTo(new Full(Reason.TOO_OLD));
    assertThat(decide(id.id(), 1502)).isEqualTo(new Full(Reason.TOO_NEW));
  }

  @Test
  void sendsEverythingToWhoHasNothingOrAnotherHistory() {
    assertThat(decide("?", -1)).isEqualTo(new Full(Reason.ASKED_FOR));
    assertThat(decide("a".repeat(40), 1300)).isEqualTo(new Full(Reason.OTHER_HISTORY));
  }

  @Test
  void continuesTheOldHistoryOfAPromotedReplicaUpToThePromotion() {
    String old = id.id();
    id.shift(1500);
    backlog.append(new byte[100]);

    assertThat(decide(old, 1400)).isEqualTo(new Continue(1400));
    assertThat(decide(old, 1501)).isEqualTo(new Continue(1501));
    assertThat(decide(old, 1502)).isEqualTo(new Full(Reason.OTHER_HISTORY));
    assertThat(decide(id.id(), 1600)).isEqualTo(new Continue(1600));
  }

  @Test
  void sendsEverythingWithoutABacklog() {
    backlog.deactivate();

    assertThat(decide(id.id(), 1501)).isEqualTo(new Full(Reason.TOO_OLD));
  }

  @Test
  void namesOfHistories() {
    String first = id.id();
    assertThat(first).hasSize(40).matches("[0-9a-f]+");
    assertThat(id.secondId()).isEqualTo("0".repeat(40));
    assertThat(id.secondOffset()).isEqualTo(-1);

    id.shift(77);
    assertThat(id.secondId()).isEqualTo(first);
    assertThat(id.secondOffset()).isEqualTo(78);
    assertThat(id.id()).isNotEqualTo(first);

    id.adopt(first);
    assertThat(id.id()).isEqualTo(first);
    assertThat(id.secondOffset()).isEqualTo(-1);
  }
}
