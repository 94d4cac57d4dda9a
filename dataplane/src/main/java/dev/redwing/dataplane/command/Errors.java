package dev.redwing.dataplane.command;

import java.util.Locale;

/** The exact texts of Redis's errors, each with its code. */
public final class Errors {
  public static final String SYNTAX = "ERR syntax error";
  public static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";
  public static final String NO_SUCH_KEY = "ERR no such key";
  public static final String SAME_OBJECT = "ERR source and destination objects are the same";
  public static final String NOT_AN_INTEGER = "ERR value is not an integer or out of range";
  public static final String NOT_A_FLOAT = "ERR value is not a valid float";
  public static final String OUT_OF_RANGE = "ERR value is out of range";
  public static final String NOT_POSITIVE = "ERR value is out of range, must be positive";
  public static final String INDEX_OUT_OF_RANGE = "ERR index out of range";
  public static final String OVERFLOW = "ERR increment or decrement would overflow";
  public static final String NAN_OR_INFINITY = "ERR increment would produce NaN or Infinity";
  public static final String SYMMETRIC_RANGE =
      "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807";
  public static final String INVALID_CURSOR = "ERR invalid cursor";
  public static final String DB_OUT_OF_RANGE = "ERR DB index is out of range";
  public static final String STRING_TOO_LONG =
      "ERR string exceeds maximum allowed size (proto-max-bulk-len)";
  public static final String TIMEOUT_NEGATIVE = "ERR timeout is negative";
  public static final String TIMEOUT_NOT_AN_INTEGER =
      "ERR timeout is not an integer or out of range";

  // ---- refusals before a command runs ----

  public static final String NO_AUTH = "NOAUTH Authentication required.";
  public static final String OUT_OF_MEMORY =
      "OOM command not allowed when used memory > 'maxmemory'.";
  public static final String READ_ONLY = "READONLY You can't write against a read only replica.";
  public static final String MASTER_DOWN =
      "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.";
  public static final String LOADING = "LOADING Redis is loading the dataset in memory";
  public static final String NO_REPLICAS = "NOREPLICAS Not enough good replicas to write.";
  public static final String REPLICA_CLIENT = "ERR Replica can't interact with the keyspace";
  public static final String NOT_IN_MULTI = "ERR Command not allowed inside a transaction";
  public static final String BGSAVE_FAILED =
      "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to"
          + " disk. Commands that may modify the data set are disabled, because this instance is"
          + " configured to report errors during writes if RDB snapshotting fails"
          + " (stop-writes-on-bgsave-error option). Please check the Redis logs for details about"
          + " the RDB error.";
  public static final String NO_DEBUG =
      "ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\", you"
          + " can run it from a local connection, otherwise you need to set this option in the"
          + " configuration file, and then restart the server.";

  // ---- transactions ----

  public static final String NESTED_MULTI = "ERR MULTI calls can not be nested";
  public static final String EXEC_WITHOUT_MULTI = "ERR EXEC without MULTI";
  public static final String DISCARD_WITHOUT_MULTI = "ERR DISCARD without MULTI";
  public static final String WATCH_IN_MULTI = "ERR WATCH inside MULTI is not allowed";
  public static final String EXEC_ABORT =
      "EXECABORT Transaction discarded because of previous errors.";

  static final int PREVIEW_BYTES = 128;
  private static final String ERR = "ERR ";

  private Errors() {}

  public static String wrongArity(String commandName) {
    return "ERR wrong number of arguments for '" + commandName + "' command";
  }

  public static String aofFailed(String reason) {
    return "MISCONF Errors writing to the AOF file: " + reason;
  }

  /** The name as it came, and a preview of the arguments, both cut short. */
  static String unknownCommand(String name, Iterable<String> arguments) {
    StringBuilder preview = new StringBuilder();
    for (String argument : arguments) {
      if (preview.length() >= PREVIEW_BYTES) {
        break;
      }
      preview.append('\'').append(cut(argument, PREVIEW_BYTES - preview.length() + 1)).append("' ");
    }
    return "ERR unknown command '"
        + cut(name, PREVIEW_BYTES)
        + "', with args beginning with: "
        + preview;
  }

  public static String unknownSubcommand(String container, String subcommand) {
    return "ERR unknown subcommand '"
        + cut(subcommand, PREVIEW_BYTES)
        + "'. Try "
        + container.toUpperCase(Locale.ROOT)
        + " HELP.";
  }

  /** For a subcommand with arguments it does not take. */
  public static String subcommandSyntax(String container, String subcommand) {
    return "ERR unknown subcommand or wrong number of arguments for '"
        + cut(subcommand, PREVIEW_BYTES)
        + "'. Try "
        + container.toUpperCase(Locale.ROOT)
        + " HELP.";
  }

  public static String invalidExpire(String commandName) {
    return "ERR invalid expire time in '" + commandName + "' command";
  }

  static String notInSubscribedMode(String commandName) {
    return "ERR Can't execute '"
        + commandName
        + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this"
        + " context";
  }

  static String execAbort(String error) {
    return "EXECABORT Transaction discarded because of: "
        + (error.startsWith(ERR) ? error.substring(ERR.length()) : error);
  }

  /** A client's word in an error, as C prints it: up to a NUL. */
  public static String quotable(String word) {
    return cut(word, Integer.MAX_VALUE);
  }

  /** As C prints a string: up to a NUL, and no longer than {@code max}. */
  private static String cut(String text, int max) {
    int nul = text.indexOf('\0');
    int end = Math.min(nul < 0 ? text.length() : nul, max);
    return text.substring(0, Math.max(0, end));
  }
}
