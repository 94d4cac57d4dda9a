package dev.redwing.dataplane.resp;

import dev.redwing.dataplane.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads replies, RESP2 and RESP3, from bytes as they arrive. Makes objects: not for user data in
 * bulk, but for handshakes and tests.
 */
public final class ReplyReader {
  private static final int FIRST_BYTES = 256;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int from;
  private int to;

  /** Where parsing is, in the attempt that goes on. */
  private int position;

  /** Adds {@code length} bytes at {@code address}. */
  public void feed(long address, int length) {
    makeRoom(length);
    NativeMemory.copyOut(address, bytes, to, length);
    to += length;
  }

  public void feed(byte[] source, int offset, int length) {
    makeRoom(length);
    System.arraycopy(source, offset, bytes, to, length);
    to += length;
  }

  private void makeRoom(int length) {
    if (from > 0) {
      System.arraycopy(bytes, from, bytes, 0, to - from);
      to -= from;
      from = 0;
    }
    if (bytes.length - to < length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(to, length)));
    }
  }

  /** The next reply, or null when it has not arrived completely. */
  public @Nullable Reply next() {
    position = from;
    Reply reply = read();
    if (reply != null) {
      from = position;
    }
    return reply;
  }

  /** The next complete reply as the bytes that were sent, or null. */
  public byte @Nullable [] nextRaw() {
    int start = from;
    return next() == null ? null : Arrays.copyOfRange(bytes, start, from);
  }

  /** Bytes that belong to no reply that was returned. */
  public int remaining() {
    return to - from;
  }

  private @Nullable Reply read() {
    String line = readLine();
    if (line == null) {
      return null;
    }
    if (line.isEmpty()) {
      throw new IllegalStateException("an empty line where a reply was expected");
    }
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> new Reply.Simple(rest);
      case '-' -> new Reply.Failure(rest);
      case ':' -> new Reply.Int(Long.parseLong(rest));
      case '_' -> new Reply.Null();
      case ',' -> new Reply.Decimal(rest);
      case '#' -> new Reply.Bool(rest.equals("t"));
      case '(' -> new Reply.Big(rest);
      case '$', '=', '!' -> readBulk(line.charAt(0), Integer.parseInt(rest));
      case '*', '~', '>', '%' -> readAggregate(line.charAt(0), Integer.parseInt(rest));
      case '|' -> readAfterAttributes(Integer.parseInt(rest));
      default -> throw new IllegalStateException("no reply begins like this: " + line);
    };
  }

  private @Nullable Reply readBulk(char type, int length) {
    if (length < 0) {
      return new Reply.Null();
    }
    if (to - position < length + 2) {
      return null;
    }
    String text = new String(bytes, position, length, StandardCharsets.ISO_8859_1);
    position += length + 2;
    return switch (type) {
      case '=' -> new Reply.Verbatim(text.substring(0, 3), text.substring(4));
      case '!' -> new Reply.Failure(text);
      default -> new Reply.Bulk(text);
    };
  }

  private @Nullable Reply readAggregate(char type, int count) {
    if (count < 0) {
      return new Reply.Null();
    }
    int elements = type == '%' ? 2 * count : count;
    List<Reply> read = new ArrayList<>(Math.min(elements, 1024));
    for (int i = 0; i < elements; i++) {
      Reply element = read();
      if (element == null) {
        return null;
      }
      read.add(element);
    }
    return new Reply.Aggregate(type, read);
  }

  private @Nullable Reply readAfterAttributes(int pairs) {
    return readAggregate('%', pairs) == null ? null : read();
  }

  private @Nullable String readLine() {
    for (int at = position; at + 1 < to; at++) {
      if (bytes[at] == '\r' && bytes[at + 1] == '\n') {
        String line = new String(bytes, position, at - position, StandardCharsets.ISO_8859_1);
        position = at + 2;
        return line;
      }
    }
    return null;
  }
}
