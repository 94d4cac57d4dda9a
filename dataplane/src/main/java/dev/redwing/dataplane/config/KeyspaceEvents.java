package dev.redwing.dataplane.config;

/** Which keyspace notifications are published: the bits of {@code notify-keyspace-events}. */
public record KeyspaceEvents(int flags) {
  public static final int KEYSPACE = 1;
  public static final int KEYEVENT = 1 << 1;
  public static final int GENERIC = 1 << 2;
  public static final int STRING = 1 << 3;
  public static final int LIST = 1 << 4;
  public static final int SET = 1 << 5;
  public static final int HASH = 1 << 6;
  public static final int ZSET = 1 << 7;
  public static final int EXPIRED = 1 << 8;
  public static final int EVICTED = 1 << 9;
  public static final int STREAM = 1 << 10;
  public static final int KEY_MISS = 1 << 11;
  public static final int MODULE = 1 << 13;
  public static final int NEW = 1 << 14;

  /** Everything that {@code A} stands for: no misses, no new keys. */
  public static final int ALL =
      GENERIC | STRING | LIST | SET | HASH | ZSET | EXPIRED | EVICTED | STREAM | MODULE;

  public static final KeyspaceEvents NONE = new KeyspaceEvents(0);

  private static final String TYPE_LETTERS = "g$lshzxetdn";
  private static final int[] TYPE_FLAGS = {
    GENERIC, STRING, LIST, SET, HASH, ZSET, EXPIRED, EVICTED, STREAM, MODULE, NEW
  };
  private static final String OTHER_LETTERS = "KEm";
  private static final int[] OTHER_FLAGS = {KEYSPACE, KEYEVENT, KEY_MISS};

  /** Whether any of these kinds of events goes to a channel at all. */
  public boolean publishes(int kinds) {
    return (flags & kinds) != 0;
  }

  static KeyspaceEvents parse(String letters) throws BadValueException {
    int flags = 0;
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      int type = TYPE_LETTERS.indexOf(letter);
      int other = OTHER_LETTERS.indexOf(letter);
      if (letter == 'A') {
        flags |= ALL;
      } else if (type >= 0) {
        flags |= TYPE_FLAGS[type];
      } else if (other >= 0) {
        flags |= OTHER_FLAGS[other];
      } else {
        throw new BadValueException("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
      }
    }
    return new KeyspaceEvents(flags);
  }

  /** Redis's spelling: with all types on, {@code n} is not shown even if set. */
  String text() {
    StringBuilder text = new StringBuilder();
    if ((flags & ALL) == ALL) {
      text.append('A');
    } else {
      letters(text, TYPE_LETTERS, TYPE_FLAGS);
    }
    letters(text, OTHER_LETTERS, OTHER_FLAGS);
    return text.toString();
  }

  private void letters(StringBuilder text, String letters, int[] bits) {
    for (int i = 0; i < bits.length; i++) {
      if ((flags & bits[i]) != 0) {
        text.append(letters.charAt(i));
      }
    }
  }
}
