package dev.redwing.dataplane.resp;

import dev.redwing.dataplane.bytes.DoubleText;
import dev.redwing.dataplane.memory.NativeMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes replies, in RESP2 or RESP3, straight into the direct buffers that go to the socket.
 *
 * <p>The caller says what it means (a map, a double, a null) and the protocol chosen by {@code
 * HELLO} decides the form. Nothing is allocated per reply; buffers are taken when the first byte is
 * written and leave by {@link #poll}, or come back when {@link #sent} from where they lie. Output
 * beyond {@value #CHUNK_BYTES} bytes goes into further buffers, so that a long reply is not copied
 * again and again while it grows.
 *
 * <p>An aggregate whose length is known only at its end is opened by {@code deferX} and closed by
 * the {@code endX} of the same kind; they nest.
 */
public final class ReplyWriter {
  /**
   * A buffer that has grown to this many bytes is followed by a further one. It is the largest that
   * netty's pool keeps for its thread: a larger one would be cut from a new piece of memory,
   * cleared first, whenever many connections are answered at once.
   */
  static final int CHUNK_BYTES = 32 * 1024;

  /** Type byte, up to 20 characters of a number, CR LF, and what a long store may overshoot. */
  private static final int HEADER_BYTES = 32;

  private static final short CRLF = 0x0a0d;
  private static final long OK = constant("+OK\r\n");
  private static final long PONG = constant("+PONG\r\n");
  private static final long QUEUED = constant("+QUEUED\r");
  private static final long NULL_BULK = constant("$-1\r\n");
  private static final long NULL_ARRAY = constant("*-1\r\n");
  private static final long NULL_3 = constant("_\r\n");
  private static final long TRUE_3 = constant("#t\r\n");
  private static final long FALSE_3 = constant("#f\r\n");

  private final ReplyBuffers buffers;
  private final ArrayDeque<ByteBuf> full = new ArrayDeque<>(0);
  private long fullBytes;
  private ByteBuf current = Unpooled.EMPTY_BUFFER;
  private long address;
  private int position;
  private int capacity;
  private int protocol = 2;

  /** Where each open deferred aggregate begins: position in its buffer, and that buffer. */
  private int[] deferredPositions = new int[4];

  private ByteBuf[] deferredBuffers = new ByteBuf[4];
  private int deferredCount;

  private final DoubleText doubleText = new DoubleText();
  private long errorCount;
  private String lastError = "";

  public ReplyWriter(ReplyBuffers buffers) {
    this.buffers = buffers;
  }

  private static long constant(String text) {
    byte[] bytes = Arrays.copyOf(text.getBytes(StandardCharsets.ISO_8859_1), Long.BYTES);
    long word = 0;
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      word = word << 8 | (bytes[i] & 0xff);
    }
    return word;
  }

  /** 2 or 3. */
  public int protocol() {
    return protocol;
  }

  public void setProtocol(int protocol) {
    this.protocol = protocol;
  }

  /** Bytes written and not yet taken by {@link #poll}. */
  public long size() {
    return fullBytes + position;
  }

  /** How many error replies were written so far. */
  public long errorCount() {
    return errorCount;
  }

  /** The text of the last error reply; empty before the first. */
  public String lastError() {
    return lastError;
  }

  // ---- simple replies ----

  public void ok() {
    word(OK, 5);
  }

  public void pong() {
    word(PONG, 7);
  }

  public void queued() {
    word(QUEUED, 8);
    raw((byte) '\n');
  }

  /** A simple string. */
  public void simple(String text) {
    line('+', text);
  }

  /**
   * An error; {@code text} begins with its code. Line breaks, which would end the reply, become
   * spaces.
   */
  public void error(String text) {
    errorCount++;
    lastError = text;
    line('-', text);
  }

  public void integer(long value) {
    header(':', value);
  }

  public void nullBulk() {
    if (protocol == 2) {
      word(NULL_BULK, 5);
    } else {
      word(NULL_3, 3);
    }
  }

  public void nullArray() {
    if (protocol == 2) {
      word(NULL_ARRAY, 5);
    } else {
      word(NULL_3, 3);
    }
  }

  /** A boolean; 1 or 0 in RESP2. */
  public void bool(boolean value) {
    if (protocol == 2) {
      integer(value ? 1 : 0);
    } else {
      word(value ? TRUE_3 : FALSE_3, 4);
    }
  }

  // ---- strings ----

  /** A bulk string of {@code length} bytes at {@code source}. */
  public void bulk(long source, int length) {
    if (length > CHUNK_BYTES / 2) {
      longBulk(source, length);
      return;
    }
    ensure(length + HEADER_BYTES);
    putHeader('$', length);
    NativeMemory.copy(source, address + position, length);
    position += length;
    putCrlf();
  }

  private void longBulk(long source, int length) {
    header('$', length);
    raw(source, length);
    ensure(HEADER_BYTES);
    putCrlf();
  }

  public void bulk(byte[] bytes) {
    ensure(Math.addExact(bytes.length, HEADER_BYTES));
    putHeader('$', bytes.length);
    NativeMemory.copyIn(bytes, 0, address + position, bytes.length);
    position += bytes.length;
    putCrlf();
  }

  /** A bulk string; each character is one byte (ISO 8859-1). */
  public void bulk(String text) {
    ensure(Math.addExact(text.length(), HEADER_BYTES));
    putHeader('$', text.length());
    putText(text);
    putCrlf();
  }

  /** A bulk string with the decimal digits of {@code value}. */
  public void bulkInteger(long value) {
    ensure(HEADER_BYTES + HEADER_BYTES);
    putHeader('$', Decimal.length(value));
    position += Decimal.write(value, address + position);
    putCrlf();
  }

  /** Text for people; {@code extension} is {@code txt} or {@code mkd}. A bulk string in RESP2. */
  public void verbatim(String extension, String text) {
    if (protocol == 2) {
      bulk(text);
      return;
    }
    ensure(Math.addExact(text.length(), HEADER_BYTES + 4));
    putHeader('=', text.length() + 4);
    putText(extension);
    putByte(':');
    putText(text);
    putCrlf();
  }

  /** A double; a bulk string in RESP2. */
  public void doubleValue(double value) {
    ensure(HEADER_BYTES + DoubleText.MAX_BYTES);
    int length = doubleText.of(value);
    if (protocol == 2) {
      putHeader('$', length);
    } else {
      putByte(',');
    }
    doubleText.copyTo(address + position);
    position += length;
    putCrlf();
  }

  /** An integer of any size, given as its decimal digits; a bulk string in RESP2. */
  public void bigNumber(String digits) {
    if (protocol == 2) {
      bulk(digits);
    } else {
      line('(', digits);
    }
  }

  // ---- aggregates of known length ----

  public void array(int count) {
    header('*', count);
  }

  /** A map of {@code count} pairs; an array of twice as many in RESP2. */
  public void map(int count) {
    if (protocol == 2) {
      header('*', 2L * count);
    } else {
      header('%', count);
    }
  }

  public void set(int count) {
    header(protocol == 2 ? '*' : '~', count);
  }

  /** An out-of-band message; an array in RESP2. */
  public void push(int count) {
    header(protocol == 2 ? '*' : '>', count);
  }

  // ---- aggregates of unknown length ----

  /** Opens an array; give the mark to {@link #endArray}. */
  public int deferArray() {
    return defer();
  }

  public void endArray(int mark, long count) {
    endDeferred(mark, '*', count);
  }

  /** Opens a map; give the mark to {@link #endMap}. */
  public int deferMap() {
    return defer();
  }

  /** Closes a map of {@code count} pairs. */
  public void endMap(int mark, long count) {
    if (protocol == 2) {
      endDeferred(mark, '*', 2 * count);
    } else {
      endDeferred(mark, '%', count);
    }
  }

  /** Opens a set; give the mark to {@link #endSet}. */
  public int deferSet() {
    return defer();
  }

  public void endSet(int mark, long count) {
    endDeferred(mark, protocol == 2 ? '*' : '~', count);
  }

  private int defer() {
    ensure(HEADER_BYTES);
    if (deferredCount == deferredPositions.length) {
      deferredPositions = Arrays.copyOf(deferredPositions, 2 * deferredCount);
      deferredBuffers = Arrays.copyOf(deferredBuffers, 2 * deferredCount);
    }
    deferredPositions[deferredCount] = position;
    deferredBuffers[deferredCount] = current;
    return deferredCount++;
  }

  /** Makes room for the header where the aggregate began: only the rest of that buffer moves. */
  private void endDeferred(int mark, char type, long count) {
    if (mark != deferredCount - 1) {
      throw new IllegalStateException(
          "aggregate " + mark + " ended while " + (deferredCount - 1) + " is the innermost open");
    }
    deferredCount = mark;
    int start = deferredPositions[mark];
    ByteBuf buffer = deferredBuffers[mark];
    int headerBytes = 3 + Decimal.length(count);
    if (isCurrent(buffer)) {
      ensureInPlace(headerBytes);
      insertHeader(address, start, position, type, count, headerBytes);
      position += headerBytes;
    } else {
      // Every buffer keeps room for the headers of the aggregates that were open when it was left.
      long base = addressOf(buffer);
      insertHeader(base, start, buffer.writerIndex(), type, count, headerBytes);
      buffer.writerIndex(buffer.writerIndex() + headerBytes);
      fullBytes += headerBytes;
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very same buffer, not one with equal content
  private boolean isCurrent(ByteBuf buffer) {
    return buffer == current;
  }

  private static void insertHeader(
      long base, int start, int end, char type, long count, int headerBytes) {
    NativeMemory.copy(base + start, base + start + headerBytes, end - start);
    long at = base + start;
    NativeMemory.putByte(at, (byte) type);
    int digits = Decimal.write(count, at + 1);
    NativeMemory.putShort(at + 1 + digits, CRLF);
  }

  // ---- bytes ----

  /** Bytes that are a reply, or a part of one, already. */
  public void raw(long source, int length) {
    int done = 0;
    while (done < length) {
      int least = Math.min(length - done, CHUNK_BYTES / 2);
      ensure(least);
      int part = Math.min(length - done, Math.max(least, capacity - position - deferredRoom()));
      NativeMemory.copy(source + done, address + position, part);
      position += part;
      done += part;
    }
  }

  /** Bytes that are a reply, or a part of one, already. */
  public void raw(byte[] bytes) {
    ensure(bytes.length);
    NativeMemory.copyIn(bytes, 0, address + position, bytes.length);
    position += bytes.length;
  }

  private void raw(byte value) {
    ensure(1);
    putByte(value);
  }

  /** Forgets what was written after {@link #size} was {@code size}; nothing may be deferred. */
  public void truncate(long size) {
    deferredCount = 0;
    while (size < fullBytes) {
      release(current);
      current = full.removeLast();
      address = addressOf(current);
      capacity = current.capacity();
      position = current.writerIndex();
      fullBytes -= position;
    }
    position = (int) (size - fullBytes);
  }

  /**
   * The next buffer of output, which the caller now owns, or null when there is none. Nothing may
   * be deferred.
   */
  public @Nullable ByteBuf poll() {
    ByteBuf next = full.poll();
    if (next != null) {
      fullBytes -= next.readableBytes();
      return next;
    }
    if (position == 0) {
      return null;
    }
    next = current.setIndex(0, position);
    leaveCurrent();
    return next;
  }

  /** Where all of the output lies when it lies in one buffer, else 0. It stays there. */
  public long address() {
    return fullBytes == 0 && position > 0 ? address : 0;
  }

  /** Forgets all of the output, which lies in one buffer and has been sent from there. */
  public void sent() {
    if (fullBytes > 0) {
      throw new IllegalStateException("The output is in several buffers");
    }
    buffers.giveBack(current);
    leaveCurrent();
  }

  /** Gives all buffers back. */
  public void release() {
    deferredCount = 0;
    full.forEach(ByteBuf::release);
    full.clear();
    fullBytes = 0;
    release(current);
    leaveCurrent();
  }

  private void leaveCurrent() {
    current = Unpooled.EMPTY_BUFFER;
    address = 0;
    position = 0;
    capacity = 0;
  }

  private static void release(ByteBuf buffer) {
    buffer.release();
  }

  private void ensure(int bytes) {
    if (capacity - position < bytes) {
      makeRoom(bytes);
    }
  }

  private void makeRoom(int bytes) {
    boolean leave = (long) position + bytes + deferredRoom() > CHUNK_BYTES;
    if (leave && position > 0 && deferredRoom() <= capacity - position) {
      current.setIndex(0, position);
      full.add(current);
      fullBytes += position;
      leaveCurrent();
    }
    ensureInPlace(bytes);
  }

  /** Bytes that headers of open aggregates may yet need in the current buffer. */
  private int deferredRoom() {
    return deferredCount * HEADER_BYTES;
  }

  private void ensureInPlace(int bytes) {
    if (capacity - position >= bytes) {
      return;
    }
    int needed = Math.addExact(Math.addExact(position, bytes), deferredRoom());
    if (capacity == 0) {
      current = buffers.take(fullBytes > 0 ? Math.max(needed, CHUNK_BYTES) : needed);
    } else {
      long roomy = capacity < CHUNK_BYTES ? Math.min(2L * capacity, CHUNK_BYTES) : 2L * capacity;
      ByteBuf grown = buffers.take((int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, roomy)));
      NativeMemory.copy(address, addressOf(grown), position);
      for (int i = 0; i < deferredCount; i++) {
        if (isCurrent(deferredBuffers[i])) {
          deferredBuffers[i] = grown;
        }
      }
      release(current);
      current = grown;
    }
    address = addressOf(current);
    capacity = current.capacity();
  }

  /** Where a direct buffer lies; netty itself knows only where it may use {@code Unsafe}. */
  public static long addressOf(ByteBuf buffer) {
    return buffer.hasMemoryAddress()
        ? buffer.memoryAddress()
        : MemorySegment.ofBuffer(buffer.internalNioBuffer(0, buffer.capacity())).address();
  }

  private void word(long word, int length) {
    ensure(Long.BYTES);
    NativeMemory.putLong(address + position, word);
    position += length;
  }

  private void header(char type, long value) {
    ensure(HEADER_BYTES);
    putHeader(type, value);
  }

  private void line(char type, String text) {
    ensure(Math.addExact(text.length(), HEADER_BYTES));
    putByte(type);
    long at = address + position;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      NativeMemory.putByte(at + i, (byte) (c == '\r' || c == '\n' ? ' ' : c));
    }
    position += text.length();
    putCrlf();
  }

  private void putHeader(char type, long value) {
    long at = address + position;
    NativeMemory.putByte(at, (byte) type);
    int digits = Decimal.write(value, at + 1);
    NativeMemory.putShort(at + 1 + digits, CRLF);
    position += digits + 3;
  }

  private void putText(String text) {
    long at = address + position;
    for (int i = 0; i < text.length(); i++) {
      NativeMemory.putByte(at + i, (byte) text.charAt(i));
    }
    position += text.length();
  }

  private void putByte(int value) {
    NativeMemory.putByte(address + position, (byte) value);
    position++;
  }

  private void putCrlf() {
    NativeMemory.putShort(address + position, CRLF);
    position += 2;
  }
}
