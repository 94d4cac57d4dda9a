package dev.redwing.dataplane.replication.link;

import org.jspecify.annotations.Nullable;

/** Says whether this node's data may be replaced by a master's; {@code term} has the real one. */
public interface SyncGuard {
  /** Lets everything happen, as Redis does. */
  SyncGuard NONE =
      new SyncGuard() {
        @Override
        public @Nullable String greeting() {
          return null;
        }

        @Override
        public void greeted(String reply) {}

        @Override
        public @Nullable String refusal(String replicationId, long offset) {
          return null;
        }

        @Override
        public void replacing() {}

        @Override
        public void joined() {}
      };

  /** Argument of {@code REPLCONF redwing-term}, or null when it is not to be sent. */
  @Nullable String greeting();

  /** What the master answered to the greeting, an error if it does not know it. */
  void greeted(String reply);

  /** Why a full sync from this history is refused, or null. */
  @Nullable String refusal(String replicationId, long offset);

  /** The data are thrown away for the master's, which are not there yet: they belong to nobody. */
  void replacing();

  /** The data are now the master's: by a full sync, or going on with a partial one. */
  void joined();
}
