package dev.redwing.dataplane.collect;

/** How a value is kept: the codes of Redis, which OBJECT ENCODING names. */
public final class Encoding {
  /** A string's bytes, of any length. */
  public static final int RAW = 0;

  /** A string that is a decimal integer, kept as 8 bytes. */
  public static final int INT = 1;

  /** A hash or set as {@link InnerDict}; its value is a {@link TableHeader}. */
  public static final int TABLE = 2;

  /** A set as {@link IntSet}. */
  public static final int INTSET = 6;

  /** A sorted set as {@link InnerDict} and {@link Ranking}; its value is a {@link TableHeader}. */
  public static final int SKIPLIST = 7;

  /** A string's bytes, no more than 44 and never modified in place. */
  public static final int EMBSTR = 8;

  /** A list as {@code Chunks}; its value is a {@link TableHeader}. */
  public static final int QUICKLIST = 9;

  /** A small list, hash, set or sorted set as {@link ListPack}. */
  public static final int LISTPACK = 11;

  private Encoding() {}

  /** Whether members are found by an {@link InnerDict}. */
  public static boolean hasTable(int encoding) {
    return encoding == TABLE || encoding == SKIPLIST;
  }

  /** What OBJECT ENCODING calls it. */
  public static String name(int encoding) {
    return switch (encoding) {
      case INT -> "int";
      case EMBSTR -> "embstr";
      case RAW -> "raw";
      case TABLE -> "hashtable";
      case INTSET -> "intset";
      case SKIPLIST -> "skiplist";
      case QUICKLIST -> "quicklist";
      case LISTPACK -> "listpack";
      default -> throw new IllegalArgumentException("no name for encoding " + encoding);
    };
  }

  /** Whether the value is a {@link TableHeader} that leads to blocks of its own. */
  public static boolean ownsBlocks(int encoding) {
    return encoding == TABLE || encoding == SKIPLIST || encoding == QUICKLIST;
  }
}
