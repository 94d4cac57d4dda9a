package dev.redwing.dataplane.resp;

import dev.redwing.dataplane.memory.NativeMemory;
import java.nio.charset.StandardCharsets;

/**
 * One command's arguments, where they lie: addresses and lengths of native memory, nothing copied.
 *
 * <p>A flyweight over arrays shared by a whole batch of pipelined commands: argument {@code i} of
 * this request is at index {@code first + i}. The memory is the connection's read buffer and stays
 * valid until the command has run; who keeps an argument copies it. Argument 0 is the command's
 * name.
 */
public final class Request {
  /** Most bytes of an argument that is made a text, as names, patterns and options are. */
  public static final int MAX_TEXT_BYTES = 1024 * 1024;

  private long[] addresses;
  private int[] lengths;
  private int first;
  private int count;

  public Request() {
    addresses = new long[0];
    lengths = new int[0];
  }

  /** Points this request at {@code count} arguments from index {@code first} of the arrays. */
  public Request wrap(long[] addresses, int[] lengths, int first, int count) {
    this.addresses = addresses;
    this.lengths = lengths;
    this.first = first;
    this.count = count;
    return this;
  }

  /** Number of arguments, the command's name included. */
  public int count() {
    return count;
  }

  public long address(int index) {
    return addresses[first + index];
  }

  /** Length in bytes of argument {@code index}. */
  public int length(int index) {
    return lengths[first + index];
  }

  public byte byteAt(int index, int offset) {
    return NativeMemory.getByte(address(index) + offset);
  }

  /** A copy of the argument's bytes. Not for hot paths. */
  public byte[] bytes(int index) {
    return NativeMemory.toBytes(address(index), length(index));
  }

  /**
   * The argument with each byte as one character (ISO 8859-1). Not for hot paths.
   *
   * @throws TextTooLongException beyond {@link #MAX_TEXT_BYTES}: the heap is small
   */
  public String text(int index) {
    if (length(index) > MAX_TEXT_BYTES) {
      throw new TextTooLongException(length(index));
    }
    return text(index, length(index));
  }

  /** The first {@code length} bytes of it as {@link #text(int)} has them, however long it is. */
  public String text(int index, int length) {
    return new String(NativeMemory.toBytes(address(index), length), StandardCharsets.ISO_8859_1);
  }

  /** Whether the argument is {@code word}, whose letters are upper-case ASCII, in any case. */
  public boolean is(int index, String word) {
    int length = length(index);
    if (length != word.length()) {
      return false;
    }
    long address = address(index);
    for (int i = 0; i < length; i++) {
      int b = NativeMemory.getByte(address + i);
      if (b >= 'a' && b <= 'z') {
        b -= 'a' - 'A';
      }
      if (b != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
