package dev.redwing.dataplane.command.spec;

import org.jspecify.annotations.Nullable;

/** A chapter of the documentation, and the ACL category its commands usually have. */
public enum Group {
  BITMAP("bitmap", AclCategory.BITMAP),
  CLUSTER("cluster", null),
  CONNECTION("connection", AclCategory.CONNECTION),
  GENERIC("generic", AclCategory.KEYSPACE),
  GEO("geo", AclCategory.GEO),
  HASH("hash", AclCategory.HASH),
  HYPERLOGLOG("hyperloglog", AclCategory.HYPERLOGLOG),
  LIST("list", AclCategory.LIST),
  PUBSUB("pubsub", null),
  SCRIPTING("scripting", AclCategory.SCRIPTING),
  SERVER("server", null),
  SET("set", AclCategory.SET),
  SORTED_SET("sorted-set", AclCategory.SORTEDSET),
  STREAM("stream", AclCategory.STREAM),
  STRING("string", AclCategory.STRING),
  TRANSACTIONS("transactions", AclCategory.TRANSACTION);

  private final String word;
  private final @Nullable AclCategory category;

  Group(String word, @Nullable AclCategory category) {
    this.word = word;
    this.category = category;
  }

  /** The group's name in COMMAND DOCS. */
  public String word() {
    return word;
  }

  @Nullable AclCategory category() {
    return category;
  }
}
