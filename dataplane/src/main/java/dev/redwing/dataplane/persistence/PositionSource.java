package dev.redwing.dataplane.persistence;

import dev.redwing.dataplane.rdb.ReplicationPosition;
import org.jspecify.annotations.Nullable;

/** Where replication stands now, to be written into RDB files. */
@FunctionalInterface
public interface PositionSource {
  /** Null while there is nothing to resume: no replica was ever here, and no master. */
  @Nullable ReplicationPosition position();
}
