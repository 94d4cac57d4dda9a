package dev.redwing.bench;

import java.io.IOException;

/** The types of collections: how elements get in, and how one is changed. */
enum CollectionType {
  list("RPUSH", 1, "LTRIM") {
    @Override
    void write(Pipe pipe, long number, int valueBytes) {
      pipe.numbered(ELEMENT_PREFIX, number, valueBytes);
    }

    @Override
    void change(Connection connection, String key, long number) throws IOException {
      connection.demand("LSET", key, Long.toString(number), "other:0000000000");
    }
  },
  hash("HSET", 2, "") {
    @Override
    void write(Pipe pipe, long number, int valueBytes) {
      pipe.numbered(ELEMENT_PREFIX, number).numbered("val:", number, valueBytes);
    }

    @Override
    void change(Connection connection, String key, long number) throws IOException {
      connection.demand("HSET", key, element(number), "other:0000000000");
    }
  },
  set("SADD", 1, "") {
    @Override
    void write(Pipe pipe, long number, int valueBytes) {
      pipe.numbered(ELEMENT_PREFIX, number);
    }

    @Override
    void change(Connection connection, String key, long number) throws IOException {
      connection.demand("SREM", key, element(number));
    }
  },
  zset("ZADD", 2, "ZREMRANGEBYRANK") {
    @Override
    void write(Pipe pipe, long number, int valueBytes) {
      pipe.word(Long.toString(number)).numbered(ELEMENT_PREFIX, number);
    }

    @Override
    void change(Connection connection, String key, long number) throws IOException {
      connection.demand("ZADD", key, Long.toString(-number), element(number));
    }
  };

  static final String ELEMENT_PREFIX = "mem:";

  private final String command;
  private final int words;
  private final String removeRange;

  CollectionType(String command, int words, String removeRange) {
    this.command = command;
    this.words = words;
    this.removeRange = removeRange;
  }

  /** The command that adds elements. */
  String command() {
    return command;
  }

  /** How many words an element is. */
  int words() {
    return words;
  }

  /** The command that removes what lies between two places, or around them; empty if none does. */
  String removeRange() {
    return removeRange;
  }

  /** Adds the element's words: 16 bytes, but for {@code valueBytes} of a list or hash's value. */
  abstract void write(Pipe pipe, long number, int valueBytes);

  /** Changes the element of this number. */
  abstract void change(Connection connection, String key, long number) throws IOException;

  private static String element(long number) {
    return "%s%012d".formatted(ELEMENT_PREFIX, number);
  }
}
