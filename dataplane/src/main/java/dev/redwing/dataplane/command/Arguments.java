package dev.redwing.dataplane.command;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.bytes.DoubleParser;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.resp.Request;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a command's arguments one after the other. The first thing that is wrong is remembered as
 * the error to reply; what is read after it is of no meaning. So a handler reads all it wants, asks
 * {@link #failed} once, and only then acts:
 *
 * <pre>
 * Arguments arguments = context.arguments(2);
 * long count = arguments.takeLong();
 * boolean withValues = arguments.take("WITHVALUES");
 * if (arguments.failed()) {
 *   return;  // the error has been replied
 * }
 * </pre>
 *
 * <p>Numbers that are out of bounds give the error that the caller names. One per context, reused.
 */
public final class Arguments {
  private final CommandContext context;
  private Request request;
  private int next;
  private @Nullable String error;

  Arguments(CommandContext context, Request request) {
    this.context = context;
    this.request = request;
  }

  Arguments restart(Request newRequest, int from) {
    request = newRequest;
    next = from;
    error = null;
    return this;
  }

  /** Whether nothing is wrong and there is more to read. */
  public boolean hasNext() {
    return error == null && next < request.count();
  }

  /** How many arguments have not been read. */
  public int remaining() {
    return request.count() - next;
  }

  /** Position of the argument that is read next. */
  public int index() {
    return next;
  }

  /** Reads the next argument if it is {@code word} (upper case), in any case. */
  public boolean take(String word) {
    if (hasNext() && request.is(next, word)) {
      next++;
      return true;
    }
    return false;
  }

  /** Like {@link #take}, for a word that an argument must follow: alone it is a syntax error. */
  public boolean takeOption(String word) {
    if (hasNext() && request.is(next, word)) {
      if (remaining() < 2) {
        fail(Errors.SYNTAX);
        return false;
      }
      next++;
      return true;
    }
    return false;
  }

  /** Position of the next argument, which is read by that. */
  public int takeIndex() {
    if (remaining() < 1) {
      fail(Errors.SYNTAX);
      return 0;
    }
    return next++;
  }

  /** Length of the next argument, which is read by that. */
  public int takeLength() {
    int index = takeIndex();
    return error == null ? request.length(index) : 0;
  }

  /** The next argument as text, one character a byte. */
  public String takeText() {
    int index = takeIndex();
    return error == null ? request.text(index) : "";
  }

  public long takeLong() {
    return takeLong(Long.MIN_VALUE, Long.MAX_VALUE, Errors.NOT_AN_INTEGER);
  }

  /** An integer; {@code rangeError} when it is none or not within the bounds (inclusive). */
  public long takeLong(long min, long max, String rangeError) {
    int index = takeIndex();
    if (error != null) {
      return min;
    }
    long address = request.address(index);
    int length = request.length(index);
    long value = AsciiNumbers.parseLong(address, length, Long.MIN_VALUE);
    if (value == Long.MIN_VALUE && !AsciiNumbers.isLong(address, length)) {
      fail(rangeError);
      return min;
    }
    if (value < min || value > max) {
      fail(rangeError);
      return min;
    }
    return value;
  }

  /** A count that may be negative: -LONG_MAX is the least, so that its opposite is one, too. */
  public long takeSignedCount() {
    long value = takeLong();
    if (value == Long.MIN_VALUE) {
      fail(Errors.SYMMETRIC_RANGE);
    }
    return value;
  }

  /** A float; {@link Errors#NOT_A_FLOAT} when it is none. */
  public double takeDouble() {
    return takeDouble(Errors.NOT_A_FLOAT);
  }

  public double takeDouble(String notAFloat) {
    int index = takeIndex();
    if (error != null) {
      return 0;
    }
    double value = DoubleParser.parse(request.address(index), request.length(index));
    if (Double.isNaN(value)) {
      fail(notAFloat);
      return 0;
    }
    return value;
  }

  /** Remembers {@code text} as the error, unless there is one. */
  public void fail(String text) {
    if (error == null) {
      error = text;
    }
  }

  /** Nothing else may follow: what is left is a syntax error. */
  public void end() {
    if (remaining() > 0) {
      fail(Errors.SYNTAX);
    }
  }

  /** Whether something was wrong; the error has then been replied. */
  public boolean failed() {
    if (error == null) {
      return false;
    }
    context.reply().error(error);
    return true;
  }

  /** The error, for a caller that goes on in its own way; null when there is none. */
  public @Nullable String error() {
    return error;
  }

  /** The argument at {@code index} as it came; for messages. */
  public String text(int index) {
    return new String(
        NativeMemory.toBytes(request.address(index), request.length(index)),
        StandardCharsets.ISO_8859_1);
  }
}
