package dev.redwing.dataplane.persistence;

import java.nio.file.Path;

/** Waits for an RDB file: a replica that is synchronised by disk. Called on the loop. */
public interface FileReceiver {
  /** The file is whole and on the disk; open it now, the next save replaces it. */
  void fileSaved(Path file, long sizeBytes);

  /** There will be no file; ask again later. */
  void saveFailed(String reason);
}
