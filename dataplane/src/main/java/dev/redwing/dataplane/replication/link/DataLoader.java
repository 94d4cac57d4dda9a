package dev.redwing.dataplane.replication.link;

import java.nio.file.Path;
import java.util.function.Consumer;

/** What the replica's side needs of persistence and keyspace. */
public interface DataLoader {
  /** How replacing the data went. */
  sealed interface Result {
    /** All there; {@code streamDatabase} is the database the stream goes on with. */
    record Loaded(int streamDatabase) implements Result {}

    /** The data are incomplete. */
    record Failed(String reason) implements Result {}
  }

  /** Where to put a snapshot that arrives. */
  Path temporaryFile();

  /**
   * Replaces all data by those of the complete {@code snapshot}, in slices, and makes the file the
   * node's own or removes it; {@code done} comes on the loop, not before this returns.
   */
  void replaceAll(Path snapshot, Consumer<Result> done);

  /** Stops what {@link #replaceAll} began; {@code done} does not come any more. */
  void cancel();
}
