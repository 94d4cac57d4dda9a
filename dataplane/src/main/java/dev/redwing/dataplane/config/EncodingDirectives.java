package dev.redwing.dataplane.config;

import java.util.List;

/** When small collections change to their large form. */
final class EncodingDirectives {
  private static final Rows ROWS = Rows.ofPart(5);

  static final NumberDirective HASH_MAX_LISTPACK_ENTRIES =
      ROWS.row("hash-max-listpack-entries", "Fields up to which a hash is a listpack.")
          .alias("hash-max-ziplist-entries")
          .number(512, 0, Row.LONG_MAX);

  static final NumberDirective HASH_MAX_LISTPACK_VALUE =
      ROWS.row("hash-max-listpack-value", "Bytes up to which its fields and values may be.")
          .alias("hash-max-ziplist-value")
          .memory(64, 0, Row.LONG_MAX);

  static final NumberDirective LIST_MAX_LISTPACK_SIZE =
      ROWS.row(
              "list-max-listpack-size",
              "Elements, or if negative the size class, of a list's listpack.")
          .alias("list-max-ziplist-size")
          .number(-2, Row.INT_MIN, Row.INT_MAX);

  static final NumberDirective LIST_COMPRESS_DEPTH =
      ROWS.row(
              "list-compress-depth",
              "Listpacks at both ends of a list that are not compressed; 0 compresses none.")
          .meaningless("lists are not compressed in memory")
          .number(0, 0, Row.INT_MAX);

  static final NumberDirective SET_MAX_INTSET_ENTRIES =
      ROWS.row("set-max-intset-entries", "Integers up to which a set is an intset.")
          .number(512, 0, Row.LONG_MAX);

  static final NumberDirective SET_MAX_LISTPACK_ENTRIES =
      ROWS.row("set-max-listpack-entries", "Members up to which a set is a listpack.")
          .since("7.2")
          .number(128, 0, Row.LONG_MAX);

  static final NumberDirective SET_MAX_LISTPACK_VALUE =
      ROWS.row("set-max-listpack-value", "Bytes up to which its members may be.")
          .since("7.2")
          .number(64, 0, Row.LONG_MAX);

  static final NumberDirective ZSET_MAX_LISTPACK_ENTRIES =
      ROWS.row("zset-max-listpack-entries", "Members up to which a sorted set is a listpack.")
          .alias("zset-max-ziplist-entries")
          .number(128, 0, Row.LONG_MAX);

  static final NumberDirective ZSET_MAX_LISTPACK_VALUE =
      ROWS.row("zset-max-listpack-value", "Bytes up to which its members may be.")
          .alias("zset-max-ziplist-value")
          .memory(64, 0, Row.LONG_MAX);

  static final NumberDirective HLL_SPARSE_MAX_BYTES =
      ROWS.row("hll-sparse-max-bytes", "Bytes up to which a HyperLogLog stays sparse.")
          .meaningless("there are no HyperLogLogs yet")
          .memory(3000, 0, Row.LONG_MAX);

  static final NumberDirective STREAM_NODE_MAX_BYTES =
      ROWS.row("stream-node-max-bytes", "Bytes of one node of a stream; 0 is no limit.")
          .meaningless("there are no streams yet")
          .memory(4096, 0, Row.LONG_MAX);

  static final NumberDirective STREAM_NODE_MAX_ENTRIES =
      ROWS.row("stream-node-max-entries", "Entries of one node of a stream; 0 is no limit.")
          .meaningless("there are no streams yet")
          .number(100, 0, Row.LONG_MAX);

  private EncodingDirectives() {}

  static List<Directive<?>> all() {
    return ROWS.all();
  }
}
