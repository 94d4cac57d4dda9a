package dev.redwing.dataplane.propagate;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.resp.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one stream of effects: what commands, expiry and eviction changed, as commands in RESP.
 *
 * <p>An effect is encoded straight into the turn's buffer. A SELECT goes before it when the
 * database is another than that of the effect before. The effects between {@link #beginUnit} and
 * the outermost {@link #endUnit} happened as one: more than one of them stand between MULTI and
 * EXEC, as redis-server writes them. At the end of the turn every {@link EffectSink} gets the
 * bytes.
 */
public final class EffectStream {
  private static final Logger LOG = LoggerFactory.getLogger(EffectStream.class);

  private static final int FIRST_BYTES = 16 * 1024;

  /** Above this many bytes the sinks get what there is before the turn ends. */
  private static final int FLUSH_BYTES = 1024 * 1024;

  /**
   * Above this many bytes they get even the beginning of a unit, its MULTI included: all of a
   * transaction may be more than a buffer can hold.
   */
  private static final int UNIT_FLUSH_BYTES = 64 * 1024 * 1024;

  /** Type byte, digits of a length, CR LF. */
  private static final int HEADER_BYTES = 32;

  private static final int NO_DATABASE = -1;
  private static final short CRLF = 0x0a0d;
  private static final byte[] SELECT = ascii("SELECT");
  private static final byte[] MULTI = ascii("*1\r\n$5\r\nMULTI\r\n");
  private static final byte[] EXEC = ascii("*1\r\n$4\r\nEXEC\r\n");

  private final ByteBufAllocator allocator;
  private final Runnable fatal;
  private final List<EffectSink> sinks = new ArrayList<>();

  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private long address;
  private int position;
  private int capacity;

  private int selected = NO_DATABASE;
  private int depth;
  private int unitEffects;

  /** Where the unit's first effect begins, after its SELECT. */
  private int unitStart;

  private boolean encoding;

  /** Effects appended so far. */
  private long count;

  /**
   * @param fatal ends the process at once: there is no memory for an effect, so that the data would
   *     be others than what the file and the replicas have. Redis ends likewise
   */
  public EffectStream(ByteBufAllocator allocator, Runnable fatal) {
    this.allocator = allocator;
    this.fatal = fatal;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  public void addSink(EffectSink sink) {
    sinks.add(sink);
  }

  /** The next effect begins with a SELECT: a file or a backlog begins there. */
  public void selectAgain() {
    selected = NO_DATABASE;
  }

  /** The database of the last effect; negative when the next begins with a SELECT anyway. */
  public int selectedDatabase() {
    return selected;
  }

  /** Bytes of effects that the sinks have not got yet. */
  public long pendingBytes() {
    return position;
  }

  /** How many effects there were so far; those that nobody wanted do not count. */
  public long count() {
    return count;
  }

  // ---- units ----

  /** What follows, until the {@link #endUnit} that belongs to it, happens as one. */
  public void beginUnit() {
    if (depth == 0) {
      unitEffects = 0;
    }
    depth++;
  }

  public void endUnit() {
    depth--;
    if (depth > 0) {
      return;
    }
    if (unitEffects > 1) {
      ensure(EXEC.length);
      put(EXEC);
    }
    if (position > FLUSH_BYTES) {
      flush();
    }
  }

  // ---- effects ----

  /** Appends a command as it came, or its first words. */
  public void append(int database, Request request, int words) {
    begin(database, words);
    for (int i = 0; i < words; i++) {
      word(request.address(i), request.length(i));
    }
  }

  /** Appends a command given by its words. */
  public void append(int database, byte[]... words) {
    begin(database, words.length);
    for (byte[] word : words) {
      word(word);
    }
  }

  /** Begins a command of {@code words} words, which the caller appends. */
  public EffectStream begin(int database, int words) {
    if (depth == 0 || unitEffects == 0) {
      encoding = wanted();
      if (!encoding) {
        selected = NO_DATABASE;
      }
    }
    unitEffects++;
    if (!encoding) {
      return this;
    }
    count++;
    if (depth > 0 && unitEffects == 2) {
      insertMulti();
    }
    if (unitEffects > 1 && position > UNIT_FLUSH_BYTES) {
      flush();
    }
    if (selected != database) {
      selected = database;
      header('*', 2);
      word(SELECT);
      word((long) database);
    }
    if (unitEffects == 1) {
      unitStart = position;
    }
    header('*', words);
    return this;
  }

  public EffectStream word(byte[] word) {
    if (encoding) {
      header('$', word.length);
      ensure(word.length + 2);
      put(word);
      putCrlf();
    }
    return this;
  }

  public EffectStream word(long wordAddress, int length) {
    if (encoding) {
      header('$', length);
      ensure(Math.addExact(length, 2));
      NativeMemory.copy(wordAddress, address + position, length);
      position += length;
      putCrlf();
    }
    return this;
  }

  /** A word that is a number's text. */
  public EffectStream word(long number) {
    if (encoding) {
      header('$', AsciiNumbers.length(number));
      ensure(AsciiNumbers.MAX_LONG_DIGITS + 2);
      position += AsciiNumbers.write(number, address + position);
      putCrlf();
    }
    return this;
  }

  private boolean wanted() {
    for (int i = 0; i < sinks.size(); i++) {
      if (sinks.get(i).wantsEffects()) {
        return true;
      }
    }
    return false;
  }

  private void insertMulti() {
    ensure(MULTI.length);
    long start = address + unitStart;
    NativeMemory.copy(start, start + MULTI.length, position - unitStart);
    NativeMemory.copyIn(MULTI, 0, start, MULTI.length);
    position += MULTI.length;
  }

  // ---- end of turn ----

  /** Gives the sinks what the turn's commands brought about; before their replies leave. */
  public void endTurn() {
    if (position > 0) {
      flush();
    }
  }

  /**
   * Gives the sinks what is complete before the turn ends, for who must know where the stream
   * stands: a snapshot that is opened now. In the middle of a unit that has effects nothing is.
   */
  public void settle() {
    if (depth == 0 || unitEffects == 0) {
      endTurn();
    }
  }

  private void flush() {
    ByteBuf bytes = buffer;
    int length = position;
    leave();
    try {
      for (int i = 0; i < sinks.size(); i++) {
        EffectSink sink = sinks.get(i);
        if (sink.wantsEffects()) {
          sink.accept(bytes.setIndex(0, length));
        }
      }
    } catch (OutOfMemoryError | OutOfNativeMemoryException e) {
      end(length, e);
    } finally {
      bytes.release();
    }
  }

  private void end(int bytes, Throwable cause) {
    LOG.error(
        "No memory to propagate {} bytes of changes ({}). Exiting: the append-only file and the"
            + " replicas would differ from the data.",
        bytes,
        cause.getMessage());
    fatal.run();
  }

  // ---- bytes ----

  private void leave() {
    buffer = Unpooled.EMPTY_BUFFER;
    address = 0;
    position = 0;
    capacity = 0;
  }

  private void header(char type, long value) {
    ensure(HEADER_BYTES);
    NativeMemory.putByte(address + position, (byte) type);
    position++;
    position += AsciiNumbers.write(value, address + position);
    putCrlf();
  }

  private void put(byte[] bytes) {
    NativeMemory.copyIn(bytes, 0, address + position, bytes.length);
    position += bytes.length;
  }

  private void putCrlf() {
    NativeMemory.putShort(address + position, CRLF);
    position += 2;
  }

  private void ensure(int bytes) {
    if (capacity - position >= bytes) {
      return;
    }
    int needed = Math.max(FIRST_BYTES, Math.addExact(position, bytes));
    int size = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * capacity));
    ByteBuf grown = allocate(size);
    NativeMemory.copy(address, ReplyWriter.addressOf(grown), position);
    buffer.release();
    buffer = grown;
    address = ReplyWriter.addressOf(grown);
    capacity = grown.capacity();
  }

  private ByteBuf allocate(int bytes) {
    try {
      return allocator.directBuffer(bytes);
    } catch (OutOfMemoryError e) {
      end(bytes, e);
      throw e;
    }
  }
}
