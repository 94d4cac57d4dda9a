package dev.redwing.dataplane.config;

import java.util.List;

/** RDB and AOF. */
final class PersistenceDirectives {
  private static final Rows ROWS = Rows.ofPart(2);

  private static final List<SavePoint> DEFAULT_SAVE_POINTS =
      List.of(new SavePoint(3600, 1), new SavePoint(300, 100), new SavePoint(60, 10_000));

  static final ListDirective<String> DIR =
      ROWS.row("dir", "Directory of the RDB file and of the AOF's directory.")
          .protectedConfig()
          .deniedWhileLoading()
          .list(Formats.DIRECTORY, "/");

  static final TextDirective DBFILENAME =
      ROWS.row("dbfilename", "Name of the RDB file.")
          .protectedConfig()
          .text("dump.rdb", PersistenceDirectives::checkRdbName);

  static final ListDirective<List<SavePoint>> SAVE =
      ROWS.row("save", "Save points: seconds and changes; empty saves only when asked.")
          .multiArgument()
          .list(Formats.SAVE, DEFAULT_SAVE_POINTS);

  static final FlagDirective RDBCOMPRESSION =
      ROWS.row("rdbcompression", "Whether strings in RDB are compressed.").flag(true);

  static final FlagDirective RDBCHECKSUM =
      ROWS.row("rdbchecksum", "Whether RDB ends in a checksum.").immutable().flag(true);

  static final FlagDirective RDB_DEL_SYNC_FILES =
      ROWS.row("rdb-del-sync-files", "Whether RDB files made only for replication are removed.")
          .flag(false);

  static final FlagDirective RDB_SAVE_INCREMENTAL_FSYNC =
      ROWS.row(
              "rdb-save-incremental-fsync",
              "Whether an RDB file is forced to the disk while it is written.")
          .flag(true);

  static final FlagDirective STOP_WRITES_ON_BGSAVE_ERROR =
      ROWS.row("stop-writes-on-bgsave-error", "Whether writes are refused after a failed save.")
          .flag(true);

  static final ChoiceDirective<SanitizeDumpPayload> SANITIZE_DUMP_PAYLOAD =
      ROWS.row(
              "sanitize-dump-payload",
              "Whether collections of RDB files and RESTORE are checked deeply.")
          .meaningless("everything that is loaded is checked, always")
          .choice(SanitizeDumpPayload.NO);

  static final NumberDirective RDB_KEY_SAVE_DELAY =
      ROWS.row("rdb-key-save-delay", "Microseconds to wait after each key saved, for tests.")
          .hidden()
          .meaningless("for Redis's own tests")
          .number(0, Row.INT_MIN, Row.INT_MAX);

  static final NumberDirective KEY_LOAD_DELAY =
      ROWS.row("key-load-delay", "Microseconds to wait after each key loaded, for tests.")
          .hidden()
          .meaningless("for Redis's own tests")
          .number(0, Row.INT_MIN, Row.INT_MAX);

  static final FlagDirective APPENDONLY =
      ROWS.row("appendonly", "Whether writes are logged in the AOF.")
          .deniedWhileLoading()
          .flag(false);

  static final TextDirective APPENDFILENAME =
      ROWS.row("appendfilename", "Prefix of the AOF's files.")
          .immutable()
          .text("appendonly.aof", name -> checkAofName(name, "appendfilename", "filename"));

  static final TextDirective APPENDDIRNAME =
      ROWS.row("appenddirname", "Directory of the AOF's files, in dir.")
          .immutable()
          .since("7.0")
          .text("appendonlydir", name -> checkAofName(name, "appenddirname", "dirname"));

  static final ChoiceDirective<AppendFsync> APPENDFSYNC =
      ROWS.row("appendfsync", "When the AOF is forced to the disk.").choice(AppendFsync.EVERYSEC);

  static final FlagDirective NO_APPENDFSYNC_ON_REWRITE =
      ROWS.row(
              "no-appendfsync-on-rewrite",
              "Whether the AOF is not forced to the disk while a save or rewrite runs.")
          .flag(false);

  static final NumberDirective AUTO_AOF_REWRITE_PERCENTAGE =
      ROWS.row(
              "auto-aof-rewrite-percentage",
              "Growth in percent after which the AOF is rewritten; 0 is never.")
          .number(100, 0, Row.INT_MAX);

  static final NumberDirective AUTO_AOF_REWRITE_MIN_SIZE =
      ROWS.row("auto-aof-rewrite-min-size", "Size below which it is not.")
          .memory(64L << 20, 0, Row.LONG_MAX);

  static final FlagDirective AOF_LOAD_TRUNCATED =
      ROWS.row(
              "aof-load-truncated",
              "Whether an AOF that ends in the middle of a command is repaired and loaded.")
          .flag(true);

  static final FlagDirective AOF_USE_RDB_PREAMBLE =
      ROWS.row("aof-use-rdb-preamble", "Whether a rewritten AOF begins with RDB.").flag(true);

  static final FlagDirective AOF_TIMESTAMP_ENABLED =
      ROWS.row("aof-timestamp-enabled", "Whether the AOF says when things were written.")
          .since("7.0")
          .flag(false);

  static final FlagDirective AOF_REWRITE_INCREMENTAL_FSYNC =
      ROWS.row(
              "aof-rewrite-incremental-fsync",
              "Whether a rewritten AOF is forced to the disk while it is written.")
          .flag(true);

  static final FlagDirective AOF_DISABLE_AUTO_GC =
      ROWS.row("aof-disable-auto-gc", "Whether superseded AOF files are kept.")
          .since("7.0")
          .flag(false);

  private PersistenceDirectives() {}

  static List<Directive<?>> all() {
    return ROWS.all();
  }

  private static void checkRdbName(String name) throws BadValueException {
    if (name.contains("/")) {
      throw new BadValueException("dbfilename can't be a path, just a filename");
    }
  }

  private static void checkAofName(String name, String directive, String kind)
      throws BadValueException {
    if (name.isEmpty()) {
      throw new BadValueException(directive + " can't be empty");
    }
    if (name.contains("/")) {
      throw new BadValueException(directive + " can't be a path, just a " + kind);
    }
  }
}
