package dev.redwing.dataplane.replication.term;

import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.replication.ReplicationHistory;
import dev.redwing.dataplane.replication.link.SyncGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's term and role in managed mode. Every order is on the disk before it is obeyed; an
 * order of an older term is refused; in one term a node is master or replica, never both. After a
 * restart it is unassigned until the operator says more.
 *
 * <p>As the {@link SyncGuard} of the link it tells the master its term, hears the master's, and
 * lets {@link FullSyncRule} decide.
 */
public final class NodeTerm implements SyncGuard {
  private static final Logger LOG = LoggerFactory.getLogger(NodeTerm.class);

  /** How a master of ours answers the greeting: {@code +TERM 5 <process>}. */
  private static final String ANSWER = "TERM";

  private final NodeFile file;
  private final ReplicationHistory history;
  private final String process;
  private final LongSupplier keys;
  private @Nullable NodeRecord left;
  private NodeRecord node;
  private NodeRole role = NodeRole.UNASSIGNED;
  private long masterTerm = FullSyncRule.UNKNOWN_TERM;
  private String masterProcess = "-";

  private NodeTerm(
      NodeFile file,
      NodeRecord node,
      ReplicationHistory history,
      String process,
      LongSupplier keys) {
    this.file = file;
    this.node = node;
    this.history = history;
    this.process = process;
    this.keys = keys;
  }

  /**
   * Reads what an earlier process left, or begins anew.
   *
   * @param process this process's run id, which no other ever has
   * @param keys how many keys the data have
   */
  public static NodeTerm open(
      FileStore files,
      Path directory,
      ReplicationHistory history,
      String newNodeId,
      String process,
      LongSupplier keys)
      throws IOException {
    NodeFile file = new NodeFile(files, directory);
    NodeRecord left = file.read();
    NodeRecord node = left == null ? NodeRecord.fresh(newNodeId) : left.atUnknown();
    file.write(node);
    NodeTerm term = new NodeTerm(file, node, history, process, keys);
    term.left = left;
    return term;
  }

  /**
   * Where the data were when an earlier process ended with all of them on the disk; null when it
   * did not, so that nobody knows.
   */
  public @Nullable EndOfHistory endOfHistory() {
    NodeRecord before = left;
    return before == null || !before.clean()
        ? null
        : new EndOfHistory(before.replicationId(), before.offset(), before.streamDatabase());
  }

  /** A history, its last byte, and the database of the command that comes next. */
  public record EndOfHistory(String replicationId, long offset, int streamDatabase) {}

  // ---- orders ----

  /** Why an order is refused, or null when it was obeyed and is on the disk. */
  public @Nullable String becomeMaster(long term) {
    boolean otherRole = term == node.term() && node.role() == NodeRole.REPLICA;
    if (term < node.term() || otherRole) {
      return stale(term);
    }
    String problem =
        save(
            node.withOrder(term, NodeRole.MASTER)
                .withData(term, process)
                .at(history.id().id(), history.offset()));
    if (problem == null) {
      role = NodeRole.MASTER;
    }
    return problem;
  }

  /** The same for following a master. */
  public @Nullable String becomeReplica(long term) {
    boolean otherRole = term == node.term() && role == NodeRole.MASTER;
    if (term < node.term() || otherRole) {
      return stale(term);
    }
    String problem =
        save(node.withOrder(term, NodeRole.REPLICA).at(history.id().id(), history.offset()));
    if (problem == null) {
      role = NodeRole.REPLICA;
    }
    return problem;
  }

  /** The same for being neither. */
  public @Nullable String release(long term) {
    if (term < node.term()) {
      return stale(term);
    }
    String problem =
        save(node.withOrder(term, NodeRole.UNASSIGNED).at(history.id().id(), history.offset()));
    if (problem == null) {
      role = NodeRole.UNASSIGNED;
    }
    return problem;
  }

  private String stale(long term) {
    return "STALETERM this node is in term " + node.term() + ", refused " + term;
  }

  private @Nullable String save(NodeRecord changed) {
    if (changed.equals(node)) {
      return null;
    }
    try {
      file.write(changed);
    } catch (IOException e) {
      LOG.atError().setCause(e).log("node.conf cannot be written");
      return "ERR node.conf cannot be written: " + e.getMessage();
    }
    node = changed;
    return null;
  }

  /** The node ends now, with all its data on the disk. */
  public void closeCleanly(int streamDatabase) {
    String problem = save(node.endingAt(history.id().id(), history.offset(), streamDatabase));
    if (problem != null) {
      LOG.atWarn().addKeyValue("reason", problem).log("The end of this node is not recorded");
    }
  }

  // ---- the link's questions ----

  @Override
  public String greeting() {
    masterTerm = FullSyncRule.UNKNOWN_TERM;
    masterProcess = "-";
    return Long.toString(node.dataTerm());
  }

  @Override
  public void greeted(String reply) {
    String[] words = reply.split(" ", -1);
    if (words.length == 3 && words[0].equals("+" + ANSWER) && words[1].matches("[0-9]{1,18}")) {
      masterTerm = Long.parseLong(words[1]);
      masterProcess = words[2];
    }
  }

  @Override
  public @Nullable String refusal(String replicationId, long offset) {
    return FullSyncRule.refusal(
        keys.getAsLong(), node.dataTerm(), node.source(), masterTerm, masterProcess);
  }

  @Override
  public void replacing() {
    save(node.withoutData());
  }

  @Override
  public void joined() {
    long dataTerm = masterTerm == FullSyncRule.UNKNOWN_TERM ? node.term() : masterTerm;
    save(node.withData(dataTerm, masterProcess).at(history.id().id(), history.offset()));
  }

  /** The answer to a replica's greeting, without the plus sign. */
  public String answer() {
    return ANSWER + " " + node.dataTerm() + " " + node.source();
  }

  // ---- what REDWING STATUS says ----

  public String nodeId() {
    return node.nodeId();
  }

  public NodeRole role() {
    return role;
  }

  /**
   * The term of the order this node obeys; without one, the term its data belong to: an order that
   * was not carried out before a restart says nothing of them.
   */
  public long term() {
    return role == NodeRole.UNASSIGNED ? node.dataTerm() : node.term();
  }
}
