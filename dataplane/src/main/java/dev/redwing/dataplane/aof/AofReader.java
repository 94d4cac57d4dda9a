package dev.redwing.dataplane.aof;

import dev.redwing.dataplane.bytes.StringLimit;
import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.resp.Request;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads one AOF file command by command. Strict where a client's decoder is lenient: an AOF holds
 * arrays of bulk strings and annotations ({@code #TS:1700000000}), nothing else. A command is read
 * where it lies in a buffer that grows only as bytes really arrive.
 */
final class AofReader implements AutoCloseable {
  /** What {@link #next} found. */
  enum Step {
    COMMAND,
    ANNOTATION,
    END,
    /** The file ends in the middle of a command. */
    TRUNCATED
  }

  private static final int BUFFER_BYTES = 256 * 1024;
  private static final int MAX_LINE_BYTES = 128;
  private static final int MAX_ARGUMENTS = Integer.MAX_VALUE / 64;
  private static final int MISSING = -1;

  private final FileStore.ReadableFile file;
  private final String name;
  private final NativeBuffer buffer = new NativeBuffer(BUFFER_BYTES);
  private final Request request = new Request();
  private long[] addresses = new long[64];
  private int[] lengths = new int[64];
  private long bufferOffset;
  private long start;
  private long position;
  private long limit;
  private boolean ended;

  /** Reads on from {@code offset}, where the file must be positioned. */
  AofReader(FileStore.ReadableFile file, String name, long offset) {
    this.file = file;
    this.name = name;
    this.bufferOffset = offset;
  }

  /**
   * Where the last command begins; at the end of the file, or where it is cut off, the offset
   * behind the last whole command.
   */
  long offset() {
    return bufferOffset + start;
  }

  /** The last command, valid until the next is read. */
  Request request() {
    return request;
  }

  /** Reads the next command. */
  Step next() throws IOException {
    start = position;
    Step step = parse();
    if (step == Step.TRUNCATED || step == Step.END) {
      position = start;
    }
    return step;
  }

  private Step parse() throws IOException {
    if (!require(1)) {
      return Step.END;
    }
    int first = NativeMemory.getByte(buffer.address() + position);
    if (first == '#') {
      return line() == MISSING ? Step.TRUNCATED : Step.ANNOTATION;
    }
    long count = number('*', "the start of a command", MAX_ARGUMENTS);
    if (count == MISSING) {
      return Step.TRUNCATED;
    }
    if (count == 0) {
      throw damaged("a command with a name", "none");
    }
    return arguments((int) count);
  }

  private Step arguments(int count) throws IOException {
    ensureArguments(Math.min(count, 1024));
    for (int i = 0; i < count; i++) {
      long length = number('$', "the length of an argument", StringLimit.MAX_BYTES);
      if (length == MISSING || !require((int) length + 2)) {
        return Step.TRUNCATED;
      }
      ensureArguments(i + 1);
      addresses[i] = position - start;
      lengths[i] = (int) length;
      position += (int) length;
      if (NativeMemory.getShort(buffer.address() + position) != CRLF) {
        throw damaged("the end of an argument", byteText(position));
      }
      position += 2;
    }
    long base = buffer.address() + start;
    for (int i = 0; i < count; i++) {
      addresses[i] += base;
    }
    request.wrap(addresses, lengths, 0, count);
    return Step.COMMAND;
  }

  private static final short CRLF = (short) ('\r' | '\n' << 8);

  /** A line's number after {@code prefix}, or {@link #MISSING} when the file ends before. */
  private long number(char prefix, String what, long max) throws IOException {
    long lineStart = position - start;
    long end = line();
    if (end == MISSING) {
      if (position - start == lineStart && limit > position) {
        checkPrefix(prefix, what, position);
      }
      return MISSING;
    }
    long at = start + lineStart;
    checkPrefix(prefix, what, at);
    long value = 0;
    int digits = 0;
    for (long i = at + 1; i < end; i++) {
      int digit = NativeMemory.getByte(buffer.address() + i) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      value = Math.min(value * 10 + digit, Long.MAX_VALUE / 16);
      digits++;
    }
    if (digits == 0 || digits != end - at - 1 || value > max) {
      position = at;
      throw damaged("a number up to " + max, byteText(at + 1 + digits));
    }
    return value;
  }

  private void checkPrefix(char prefix, String what, long at) throws AofException {
    if (NativeMemory.getByte(buffer.address() + at) != prefix) {
      position = at;
      throw damaged(what + " ('" + prefix + "')", byteText(at));
    }
  }

  /** Moves behind the line's end; returns where its CR is, or {@link #MISSING}. */
  private long line() throws IOException {
    int length = 0;
    while (true) {
      if (!require(length + 2)) {
        return MISSING;
      }
      long at = buffer.address() + position + length;
      if (NativeMemory.getShort(at) == CRLF) {
        long end = position + length;
        position = end + 2;
        return end;
      }
      length++;
      if (length > MAX_LINE_BYTES) {
        throw damaged("a line's end within " + MAX_LINE_BYTES + " bytes", "none");
      }
    }
  }

  private boolean require(int bytes) throws IOException {
    if (limit - position >= bytes) {
      return true;
    }
    slide();
    while (limit - position < bytes) {
      if (ended) {
        return false;
      }
      if (limit == buffer.capacity()) {
        buffer.grow(Math.min(position + bytes, limit * 2), limit);
      }
      int read = file.read(buffer.view(limit, buffer.capacity()));
      if (read < 0) {
        ended = true;
      } else {
        limit += read;
      }
    }
    return true;
  }

  private void slide() {
    if (start > 0) {
      NativeMemory.copy(buffer.address() + start, buffer.address(), limit - start);
      bufferOffset += start;
      position -= start;
      limit -= start;
      start = 0;
    }
    if (buffer.capacity() > BUFFER_BYTES && limit < BUFFER_BYTES / 2) {
      buffer.shrink(BUFFER_BYTES, limit);
    }
  }

  private void ensureArguments(int count) {
    if (count > addresses.length) {
      int capacity = Math.max(count, addresses.length * 2);
      addresses = Arrays.copyOf(addresses, capacity);
      lengths = Arrays.copyOf(lengths, capacity);
    }
  }

  private String byteText(long at) {
    if (at >= limit) {
      return "the end";
    }
    int value = NativeMemory.getByte(buffer.address() + at) & 0xff;
    return value > ' ' && value < 127 ? "'" + (char) value + "'" : String.format("0x%02x", value);
  }

  private AofException damaged(String expected, String actual) {
    return new AofException(
        "Bad file format reading the append only file "
            + name
            + " at offset "
            + (bufferOffset + position)
            + ": expected "
            + expected
            + ", found "
            + actual
            + ". Make a backup of your AOF file, then use redis-check-aof --fix on the manifest"
            + " (it cuts the file there and loses what follows), or restore a backup");
  }

  @Override
  public void close() throws IOException {
    buffer.close();
    file.close();
  }
}
