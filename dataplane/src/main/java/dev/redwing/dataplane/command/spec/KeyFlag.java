package dev.redwing.dataplane.command.spec;

/** What a command does with a key, in the order and with the words of COMMAND INFO. */
public enum KeyFlag {
  /** Reads the value. */
  RO("RO"),
  /** Reads and changes the value. */
  RW("RW"),
  /** Overwrites the value without reading it. */
  OW("OW"),
  /** Removes the key without reading it. */
  RM("RM"),
  /** Returns, copies or compares user data of the value. */
  ACCESS("access"),
  /** Changes user data of the value. */
  UPDATE("update"),
  /** Adds data to the value without touching what is there. */
  INSERT("insert"),
  /** Removes some of the value, or the key. */
  DELETE("delete"),
  /** Not a key: a channel, for routing only. */
  NOT_KEY("not_key"),
  /** The spec may not find all keys. */
  INCOMPLETE("incomplete"),
  /** The other arguments decide which of the flags hold. */
  VARIABLE_FLAGS("variable_flags");

  private final String word;

  KeyFlag(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /** This flag's bit in a set of flags. */
  @SuppressWarnings("EnumOrdinal") // a position in a bit set that never leaves the process
  public int bit() {
    return 1 << ordinal();
  }
}
