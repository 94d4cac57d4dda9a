package dev.redwing.dataplane.resp;

import dev.redwing.dataplane.bytes.StringLimit;
import dev.redwing.dataplane.memory.NativeMemory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one connection's requests where they lie: RESP arrays of bulk strings, and inline
 * commands. Limits, error texts and leniency are those of Redis 7 ({@code networking.c}).
 *
 * <p>The caller shows a range that begins with the first byte that is not {@linkplain #consumed
 * consumed} and holds everything that arrived since. A request that is not complete is not started
 * again when more arrives: its arguments so far are kept as offsets, so the range may move between
 * calls but not lose its beginning.
 */
public final class RequestDecoder {
  private static final int NO_LENGTH = -1;

  /** Room for so many arguments stays with a connection. */
  private static final int MAX_KEPT = 256;

  /** {@link #readNumber}: the line's end has not arrived. */
  private static final long INCOMPLETE = Long.MIN_VALUE;

  /** {@link #readNumber}: no number, or none that fits. */
  private static final long MALFORMED = Long.MIN_VALUE + 1;

  /** A type byte, two digits and the line's end. */
  private static final int SHORT_LINE_BYTES = 5;

  private static final int CRLF = 0x0a0d;

  private final ProtocolLimits limits;
  private final InlineParser inline;

  /** Set while decoding, so that they need not travel through every call. */
  private long base;

  private int end;

  /** The next byte to look at. */
  private int position;

  /** Where the request begins that is not complete. */
  private int start;

  /** Arguments that the open request still lacks; 0 when there is none open. */
  private int missing;

  /** Length of the argument whose header was read, or {@link #NO_LENGTH}. */
  private int bulkLength = NO_LENGTH;

  /** A line's end was looked for up to here. */
  private int scanned;

  /** Arguments of a request that was open when the range ended: offset from {@link #start}. */
  private int[] keptOffsets = {};

  private int[] keptLengths = {};
  private int kept;

  private boolean resuming;
  private boolean trusted = true;
  private boolean fromMaster;
  private int emptyLines;
  private @Nullable String error;

  /** {@code inline} is shared by all connections of a loop. */
  public RequestDecoder(ProtocolLimits limits, InlineParser inline) {
    this.limits = limits;
    this.inline = inline;
  }

  /** Whether the client is authenticated: strangers may only send little. */
  public void setTrusted(boolean trusted) {
    this.trusted = trusted;
  }

  /** Whether this is our master's stream, whose arguments have no limit. */
  public void setFromMaster(boolean fromMaster) {
    this.fromMaster = fromMaster;
  }

  /** Bytes at the range's beginning that are decoded and may be forgotten. */
  public int consumed() {
    return start;
  }

  /**
   * How long the range must be for the argument it ends in to be whole; 0 when that is not known.
   */
  public long wantedBytes() {
    return bulkLength == NO_LENGTH ? 0 : position + bulkLength + 2L;
  }

  /** Tells that the first {@code bytes} of the range, all consumed, are gone from it. */
  public void forget(int bytes) {
    start -= bytes;
    position -= bytes;
    scanned = Math.max(0, scanned - bytes);
  }

  /** Why decoding can not go on, without its code; null as long as it can. */
  public @Nullable String error() {
    return error;
  }

  /** Empty lines seen since the last call: a replica sends them to show that it is there. */
  public int takeEmptyLines() {
    int lines = emptyLines;
    emptyLines = 0;
    return lines;
  }

  /**
   * Replaces what is in {@code batch} by the next at most {@code maxRequests} requests of the
   * {@code length} bytes at {@code address}.
   */
  public void decode(RequestBatch batch, long address, int length, int maxRequests) {
    batch.clear();
    base = address;
    end = length;
    while (batch.size() < maxRequests && position < end && error == null) {
      if (!decodeOne(batch)) {
        break;
      }
    }
    if (missing > 0) {
      keep(batch);
    }
  }

  /** Takes requests of the batch back, from {@code index} on: they are decoded again next time. */
  public void rewind(RequestBatch batch, int index) {
    start = batch.start(index);
    position = start;
    scanned = 0;
    missing = 0;
    bulkLength = NO_LENGTH;
    kept = 0;
    resuming = false;
    error = null;
  }

  /** Whether there is a further request, or an ignored nothing, done. */
  private boolean decodeOne(RequestBatch batch) {
    if (missing > 0) {
      return decodeArguments(batch);
    }
    if (NativeMemory.getByte(base + position) == '*') {
      return decodeArray(batch);
    }
    return decodeInline(batch);
  }

  private boolean decodeArray(RequestBatch batch) {
    long count = readNumber("too big mbulk count string");
    if (count == INCOMPLETE) {
      return false;
    }
    if (count == MALFORMED || count > Integer.MAX_VALUE) {
      return fail("invalid multibulk length");
    }
    if (count > ProtocolLimits.UNAUTHENTICATED_MAX_ARGUMENTS && !trusted) {
      return fail("unauthenticated multibulk length");
    }
    if (count <= 0) {
      start = position;
      return true;
    }
    missing = (int) count;
    return decodeArguments(batch);
  }

  private boolean decodeArguments(RequestBatch batch) {
    while (missing > 0) {
      if (bulkLength == NO_LENGTH && !readBulkLength()) {
        return false;
      }
      if (end - position < bulkLength + 2L) {
        return false;
      }
      if (resuming) {
        keepArgument(position - start, bulkLength);
      } else {
        batch.addArgument(base + position, bulkLength);
      }
      position += bulkLength + 2;
      bulkLength = NO_LENGTH;
      missing--;
    }
    if (resuming) {
      returnKept(batch);
    }
    batch.close(start);
    start = position;
    return true;
  }

  private boolean readBulkLength() {
    if (position >= end) {
      return false;
    }
    int type = NativeMemory.getByte(base + position) & 0xff;
    if (type != '$') {
      return isLineComplete("too big bulk count string")
          && fail("expected '$', got '" + (char) type + "'");
    }
    long length = readNumber("too big bulk count string");
    if (length == INCOMPLETE) {
      return false;
    }
    if (length < 0
        || (length > limits.maxBulkBytes() && !fromMaster)
        || length > StringLimit.MAX_BYTES) {
      return fail("invalid bulk length");
    }
    if (length > ProtocolLimits.UNAUTHENTICATED_MAX_BULK_BYTES && !trusted) {
      return fail("unauthenticated bulk length");
    }
    bulkLength = (int) length;
    return true;
  }

  /**
   * Reads the number between the type byte at {@link #position} and the line's end, and goes past
   * it; or stays, when the line is {@link #INCOMPLETE}.
   */
  private long readNumber(String tooLong) {
    if (end - position > SHORT_LINE_BYTES) {
      int text = NativeMemory.getInt(base + position + 1);
      int digit = (text & 0xff) - '0';
      if ((text & 0xffff00) == CRLF << 8 && digit >= 0 && digit <= 9) {
        position += 4;
        return digit;
      }
      int second = (text >>> 8 & 0xff) - '0';
      if (text >>> 16 == CRLF && digit >= 1 && digit <= 9 && second >= 0 && second <= 9) {
        position += SHORT_LINE_BYTES;
        return digit * 10L + second;
      }
    }
    return readLongNumber(tooLong);
  }

  /** What {@link #readNumber} does, for numbers of more than two digits. */
  private long readLongNumber(String tooLong) {
    int at = position + 1;
    long value = 0;
    int digits = 0;
    while (at < end && digits < 10) {
      int digit = NativeMemory.getByte(base + at) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      value = value * 10 + digit;
      digits++;
      at++;
    }
    if (at + 1 < end
        && NativeMemory.getByte(base + at) == '\r'
        && digits > 0
        && (digits == 1 || NativeMemory.getByte(base + position + 1) != '0')) {
      position = at + 2;
      return value;
    }
    return readOddNumber(tooLong);
  }

  /** The same for lines that are incomplete, negative or wrong. */
  private long readOddNumber(String tooLong) {
    if (!isLineComplete(tooLong)) {
      return INCOMPLETE;
    }
    int from = position + 1;
    int to = scanned;
    position = scanned + 2;
    scanned = 0;
    return parse(from, to);
  }

  /** Redis's strict reading: no sign but '-', no leading zero, nothing around it. */
  private long parse(int from, int to) {
    int length = to - from;
    boolean negative = length > 0 && NativeMemory.getByte(base + from) == '-';
    int at = negative ? from + 1 : from;
    if (at == to || to - at > 18) {
      return MALFORMED;
    }
    int first = NativeMemory.getByte(base + at);
    if (first == '0') {
      return length == 1 ? 0 : MALFORMED;
    }
    long value = 0;
    for (; at < to; at++) {
      int digit = NativeMemory.getByte(base + at) - '0';
      if (digit < 0 || digit > 9) {
        return MALFORMED;
      }
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }

  /**
   * Whether CR and one more byte are there; {@link #scanned} is then the CR. Looks at every byte
   * once, however small the pieces in which a line arrives.
   */
  private boolean isLineComplete(String tooLong) {
    int at = Math.max(scanned, position);
    while (at < end && NativeMemory.getByte(base + at) != '\r') {
      at++;
    }
    scanned = at;
    if (at == end && end - position > ProtocolLimits.MAX_LINE_BYTES) {
      return fail(tooLong);
    }
    return at + 1 < end;
  }

  private boolean decodeInline(RequestBatch batch) {
    int at = Math.max(scanned, position);
    while (at < end && NativeMemory.getByte(base + at) != '\n') {
      at++;
    }
    if (at == end) {
      scanned = at;
      return end - position > ProtocolLimits.MAX_LINE_BYTES && fail("too big inline request");
    }
    scanned = 0;
    int lineEnd = at > position && NativeMemory.getByte(base + at - 1) == '\r' ? at - 1 : at;
    boolean first = batch.size() == 0;
    InlineParser.Outcome outcome = inline.parse(base + position, lineEnd - position, batch, first);
    switch (outcome) {
      case UNBALANCED -> {
        return fail("unbalanced quotes in request");
      }
      case NO_ROOM -> {
        // Decoded by the next call, when the scratch memory of this batch is free again.
        batch.dropOpen();
        return false;
      }
      case PARSED -> {
        if (batch.openArguments() > 0) {
          batch.close(start);
        } else {
          emptyLines++;
        }
        position = at + 1;
        start = position;
        return true;
      }
    }
    throw new AssertionError(outcome);
  }

  private boolean fail(String problem) {
    error = "Protocol error: " + problem;
    missing = 0;
    return false;
  }

  // ---- a request that did not arrive at once ----

  private void keep(RequestBatch batch) {
    if (!resuming) {
      resuming = true;
      for (int i = 0; i < batch.openArguments(); i++) {
        keepArgument((int) (batch.openAddress(i) - base) - start, batch.openLength(i));
      }
      batch.dropOpen();
    }
  }

  private void keepArgument(int offset, int length) {
    if (kept == keptOffsets.length) {
      int longer = Math.max(8, 2 * kept);
      keptOffsets = Arrays.copyOf(keptOffsets, longer);
      keptLengths = Arrays.copyOf(keptLengths, longer);
    }
    keptOffsets[kept] = offset;
    keptLengths[kept] = length;
    kept++;
  }

  private void returnKept(RequestBatch batch) {
    for (int i = 0; i < kept; i++) {
      batch.addArgument(base + start + keptOffsets[i], keptLengths[i]);
    }
    resuming = false;
    kept = 0;
    if (keptOffsets.length > MAX_KEPT) {
      keptOffsets = new int[0];
      keptLengths = new int[0];
    }
  }
}
