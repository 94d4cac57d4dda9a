package dev.redwing.dataplane.resp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A reply as objects: for tests and for the few replies that the server itself reads. */
public sealed interface Reply {
  /** {@code +text}. */
  record Simple(String text) implements Reply {}

  /** {@code -CODE text}; also RESP3's blob error. */
  record Failure(String text) implements Reply {}

  /** {@code :value}. */
  record Int(long value) implements Reply {}

  /** {@code $length}: the bytes, one character each (ISO 8859-1). */
  record Bulk(String text) implements Reply {
    public byte[] bytes() {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /** {@code $-1}, {@code *-1} or {@code _}. */
  record Null() implements Reply {}

  /** {@code ,text}: as it was sent. */
  record Decimal(String text) implements Reply {}

  /** {@code #t} or {@code #f}. */
  record Bool(boolean value) implements Reply {}

  /** {@code (digits}. */
  record Big(String digits) implements Reply {}

  /** {@code =length}: {@code extension:text}. */
  record Verbatim(String extension, String text) implements Reply {}

  /** {@code *}, {@code ~}, {@code >} or {@code %}: a map's keys and values in turn. */
  record Aggregate(char type, List<Reply> elements) implements Reply {
    public Aggregate {
      elements = List.copyOf(elements);
    }
  }
}
