package dev.redwing.dataplane.command.spec;

import java.util.Locale;

/** A category of commands as ACL rules name it, in the order of COMMAND INFO. */
public enum AclCategory {
  KEYSPACE,
  READ,
  WRITE,
  SET,
  SORTEDSET,
  LIST,
  HASH,
  STRING,
  BITMAP,
  HYPERLOGLOG,
  GEO,
  STREAM,
  PUBSUB,
  ADMIN,
  FAST,
  SLOW,
  BLOCKING,
  DANGEROUS,
  CONNECTION,
  TRANSACTION,
  SCRIPTING;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** The category's name, without the {@code @} of ACL rules. */
  public String word() {
    return word;
  }

  /** This category's bit in a set of categories. */
  @SuppressWarnings("EnumOrdinal") // a position in a bit set that never leaves the process
  public int bit() {
    return 1 << ordinal();
  }
}
