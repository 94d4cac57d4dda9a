package dev.redwing.dataplane.aof;

import java.io.IOException;

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

  static AofException manifest(String reason) {
    return new AofException("*** FATAL AOF MANIFEST FILE ERROR ***\n" + reason);
  }
}
