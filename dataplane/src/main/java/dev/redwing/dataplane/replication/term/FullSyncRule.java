package dev.redwing.dataplane.replication.term;

import org.jspecify.annotations.Nullable;

/**
 * Whether a master's data may replace a node's own. A node without data takes everything. One with
 * data takes those of a newer term, because the operator chose that master knowing all nodes; and
 * those of its own term only from the process they already come from, because a master that was
 * restarted may have lost what its replicas have.
 */
final class FullSyncRule {
  /** The master said nothing of terms: it is no node of ours, and its data no older copy. */
  static final long UNKNOWN_TERM = -1;

  private FullSyncRule() {}

  /** Why not, or null. */
  static @Nullable String refusal(
      long keys, long dataTerm, String source, long masterTerm, String masterProcess) {
    if (keys == 0 || masterTerm == UNKNOWN_TERM || masterTerm > dataTerm) {
      return null;
    }
    if (masterTerm < dataTerm) {
      return "full sync refused: the master's data are of term %d, the %d keys here of term %d"
          .formatted(masterTerm, keys, dataTerm);
    }
    if (masterProcess.equals(source)) {
      return null;
    }
    return "full sync refused: the master was restarted in term %d, to which the %d keys here belong"
        .formatted(masterTerm, keys);
  }
}
