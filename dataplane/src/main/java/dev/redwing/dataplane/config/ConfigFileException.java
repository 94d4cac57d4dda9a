package dev.redwing.dataplane.config;

import org.jspecify.annotations.Nullable;

/** A configuration that the server cannot start with. */
public final class ConfigFileException extends Exception {
  private static final long serialVersionUID = 1L;

  private final @Nullable String line;
  private final int lineNumber;

  /** A complaint about one line. */
  ConfigFileException(int lineNumber, String line, String message) {
    super(message, null, false, false);
    this.lineNumber = lineNumber;
    this.line = line;
  }

  /** A complaint about the whole. */
  ConfigFileException(String message) {
    super(message, null, false, false);
    this.lineNumber = 0;
    this.line = null;
  }

  /** What goes to standard error, in Redis's layout. */
  public String report() {
    StringBuilder report = new StringBuilder();
    report
        .append("\n*** FATAL CONFIG FILE ERROR (Redis ")
        .append(RedisVersion.TEXT)
        .append(") ***\n");
    if (line != null) {
      report.append("Reading the configuration file, at line ").append(lineNumber).append('\n');
      report.append(">>> '").append(Texts.decode(line)).append("'\n");
    }
    return report.append(getMessage()).append('\n').toString();
  }
}
