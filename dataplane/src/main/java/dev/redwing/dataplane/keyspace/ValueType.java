package dev.redwing.dataplane.keyspace;

import dev.redwing.dataplane.collect.Encoding;

/** Codes of an entry's type and encoding: the types are RDB's object types. */
public final class ValueType {
  public static final int STRING = 0;
  public static final int LIST = 1;
  public static final int SET = 2;
  public static final int ZSET = 3;
  public static final int HASH = 4;
  public static final int STREAM = 6;

  /** A string's bytes, of any length. */
  public static final int RAW = Encoding.RAW;

  /** A string that is a decimal integer, kept as 8 bytes. */
  public static final int INT = Encoding.INT;

  /** A string's bytes, no more than {@link #EMBSTR_MAX_BYTES} and never modified in place. */
  public static final int EMBSTR = Encoding.EMBSTR;

  public static final int EMBSTR_MAX_BYTES = 44;

  private ValueType() {}
}
