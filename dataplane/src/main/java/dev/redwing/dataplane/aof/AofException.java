package dev.redwing.dataplane.aof;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An AOF that cannot be loaded as it is: the server must not start on it. The message says which
 * file, where, what is wrong and what to do.
 */
public final class AofException extends IOException {
  private static final long serialVersionUID = 1;

  public AofException(String message) {
    super(message);
  }

  public AofException(String message, Throwable cause) {
    super(message, cause);
  }

  static AofException manifest(int line, String text, String reason) {
    return new AofException(
        "*** FATAL AOF MANIFEST FILE ERROR ***\nReading the manifest file, at line "
            + line
            + "\n>>> '"
            + text
            + "'\n"
            + reason);
  }

  /** The same of a manifest that has a name. */
  AofException inManifest(Path file) {
    return new AofException(
        getMessage()
            + "\n"
            + file
            + " says which files make up the AOF. Restore it from a backup, or write it anew: the"
            + " base, then the increments by their numbers, as in 'file appendonly.aof.1.base.rdb"
            + " seq 1 type b' and 'file appendonly.aof.1.incr.aof seq 1 type i'",
        this);
  }

  static AofException manifest(String reason) {
    return new AofException("*** FATAL AOF MANIFEST FILE ERROR ***\n" + reason);
  }
}
