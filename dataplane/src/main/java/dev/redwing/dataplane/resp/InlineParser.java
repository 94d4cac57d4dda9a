package dev.redwing.dataplane.resp;

import dev.redwing.dataplane.memory.NativeMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * Splits an inline command into its words, as {@code sdssplitargs} of Redis does: words between
 * white space, {@code "..."} with {@code \n \r \t \b \a \xHH} and {@code '...'} with {@code \'}.
 *
 * <p>A line without quotes is split where it lies; one with quotes into scratch memory, since the
 * line may have to be read a second time. The scratch memory is used by one batch at a time.
 */
public final class InlineParser implements AutoCloseable {
  private static final int SCRATCH_BYTES = 16 * 1024;

  private ByteBuf scratch = UnpooledByteBufAllocator.DEFAULT.directBuffer(SCRATCH_BYTES);
  private int used;

  enum Outcome {
    PARSED,
    UNBALANCED,
    /** The scratch memory is in use by earlier lines of the batch. */
    NO_ROOM
  }

  /** Adds the words of the line to the batch's open arguments. */
  Outcome parse(long line, int length, RequestBatch batch, boolean firstOfBatch) {
    if (firstOfBatch) {
      used = 0;
    }
    if (!hasQuotes(line, length)) {
      splitInPlace(line, length, batch);
      return Outcome.PARSED;
    }
    if (scratch.capacity() - used < length) {
      if (!firstOfBatch) {
        return Outcome.NO_ROOM;
      }
      scratch.release();
      scratch = UnpooledByteBufAllocator.DEFAULT.directBuffer(length);
    }
    return splitQuoted(line, length, batch);
  }

  private static boolean hasQuotes(long line, int length) {
    for (int i = 0; i < length; i++) {
      byte b = NativeMemory.getByte(line + i);
      if (b == '"' || b == '\'') {
        return true;
      }
    }
    return false;
  }

  private static boolean isSpace(int b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  /** A word ends at these; other white space is part of it, but skipped before it. */
  private static boolean endsWord(int b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == 0;
  }

  private static void splitInPlace(long line, int length, RequestBatch batch) {
    int at = 0;
    while (true) {
      while (at < length && isSpace(NativeMemory.getByte(line + at))) {
        at++;
      }
      if (at >= length || NativeMemory.getByte(line + at) == 0) {
        return;
      }
      int from = at;
      while (at < length && !endsWord(NativeMemory.getByte(line + at))) {
        at++;
      }
      batch.addArgument(line + from, at - from);
      at++;
    }
  }

  private Outcome splitQuoted(long line, int length, RequestBatch batch) {
    long end = line + length;
    long at = line;
    while (true) {
      while (at < end && isSpace(NativeMemory.getByte(at))) {
        at++;
      }
      if (at >= end || NativeMemory.getByte(at) == 0) {
        return Outcome.PARSED;
      }
      int from = used;
      at = unquoteWord(at, end);
      if (at < 0) {
        return Outcome.UNBALANCED;
      }
      batch.addArgument(ReplyWriter.addressOf(scratch) + from, used - from);
    }
  }

  /** Copies the word at {@code at} to the scratch memory; where it ended, or -1. */
  private long unquoteWord(long at, long end) {
    while (at < end) {
      byte b = NativeMemory.getByte(at);
      if (endsWord(b)) {
        return at + 1;
      }
      if (b == '"' || b == '\'') {
        at = b == '"' ? unquoteDouble(at + 1, end) : unquoteSingle(at + 1, end);
        // A closing quote ends the word, and only white space may follow it.
        return at < 0 || (at < end && !isSpace(NativeMemory.getByte(at))) ? -1 : at;
      }
      put(b);
      at++;
    }
    return at;
  }

  private long unquoteDouble(long at, long end) {
    while (at < end) {
      byte b = NativeMemory.getByte(at);
      if (b == '"') {
        return at + 1;
      }
      if (b == '\\' && at + 3 < end && isHexEscape(at)) {
        put((byte) (hex(at + 2) << 4 | hex(at + 3)));
        at += 4;
      } else if (b == '\\' && at + 1 < end) {
        put(unescape(NativeMemory.getByte(at + 1)));
        at += 2;
      } else {
        put(b);
        at++;
      }
    }
    return -1;
  }

  private long unquoteSingle(long at, long end) {
    while (at < end) {
      byte b = NativeMemory.getByte(at);
      if (b == '\'') {
        return at + 1;
      }
      if (b == '\\' && at + 1 < end && NativeMemory.getByte(at + 1) == '\'') {
        put((byte) '\'');
        at += 2;
      } else {
        put(b);
        at++;
      }
    }
    return -1;
  }

  private static byte unescape(byte escaped) {
    return switch (escaped) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'a' -> 0x07;
      default -> escaped;
    };
  }

  private static boolean isHexEscape(long at) {
    return NativeMemory.getByte(at + 1) == 'x' && hex(at + 2) >= 0 && hex(at + 3) >= 0;
  }

  private static int hex(long at) {
    return Character.digit(NativeMemory.getByte(at), 16);
  }

  private void put(byte b) {
    NativeMemory.putByte(ReplyWriter.addressOf(scratch) + used, b);
    used++;
  }

  @Override
  public void close() {
    scratch.release();
  }
}
