package dev.redwing.dataplane.bytes;

import java.util.Arrays;

/**
 * LZF compression of one block of native memory into another: the raw format of liblzf, without
 * headers, as strings in RDB files have it. Written from the format's description:
 *
 * <pre>
 * 000LLLLL  L+1 literal bytes follow                         (1..32)
 * LLLooooo oooooooo           copy L+2 bytes from o+1 back   (3..8)
 * 111ooooo LLLLLLLL oooooooo  copy L+9 bytes from o+1 back   (9..264)
 * </pre>
 *
 * <p>The encoder is greedy: it hashes three bytes at every position, looks at the last position
 * with that hash within the window of 8 KiB, and emits the longest match up to 264 bytes. The table
 * belongs to the instance and is cleared by generation (positions are stored relative to a base
 * that only grows), so that compressing many short strings does not pay for clearing it. An
 * instance serves one thread; {@link #decompress} has no state.
 *
 * <p>The library compress-lzf was refused: its coder is tied to Java arrays and chunks of 64 KiB,
 * while RDB has one run of any length and our strings lie in native memory.
 */
public final class Lzf {
  private static final int HASH_BITS = 14;
  private static final int MAX_OFFSET = 1 << 13;
  private static final int MAX_MATCH = 264;
  private static final int MIN_MATCH = 3;
  private static final int MAX_LITERALS = 32;

  /** No input expands to more than this many times its size: three bytes become 264. */
  public static final int MAX_EXPANSION = 88;

  /** Stored positions are {@code base + position}; anything below {@code base} is stale. */
  private final int[] lastPositions = new int[1 << HASH_BITS];

  private int base = 1;

  /**
   * Compresses {@code length} bytes at {@code source} to at most {@code capacity} bytes at {@code
   * destination}; the ranges must not overlap.
   *
   * @return the compressed length, or 0 when it does not fit: what is stored then is the original
   */
  public int compress(long source, int length, long destination, int capacity) {
    if (base > Integer.MAX_VALUE - length - 1) {
      Arrays.fill(lastPositions, 0);
      base = 1;
    }
    int compressed = run(source, length, destination, capacity);
    base += length + 1;
    return compressed;
  }

  private int run(long source, int length, long destination, int capacity) {
    int in = 0;
    int literalStart = 0;
    int out = 0;
    int lastHashable = length - MIN_MATCH;
    while (in <= lastHashable) {
      int slot = hash(source + in);
      int candidate = lastPositions[slot] - base;
      lastPositions[slot] = base + in;
      if (candidate < 0 || in - candidate > MAX_OFFSET || !sameThree(source, candidate, in)) {
        in++;
        continue;
      }
      out = literals(source, literalStart, in, destination, out, capacity);
      if (out < 0 || out + MIN_MATCH > capacity) {
        return 0;
      }
      int matched = matchLength(source, candidate, in, Math.min(MAX_MATCH, length - in));
      out = reference(destination, out, matched, in - candidate - 1);
      int end = in + matched;
      for (int i = in + 1; i < end && i <= lastHashable; i++) {
        lastPositions[hash(source + i)] = base + i;
      }
      in = end;
      literalStart = end;
    }
    out = literals(source, literalStart, length, destination, out, capacity);
    return Math.max(out, 0);
  }

  private static int hash(long address) {
    int three =
        Addresses.unsignedByte(address)
            | Addresses.unsignedByte(address + 1) << 8
            | Addresses.unsignedByte(address + 2) << 16;
    return (three * 0x9E3779B1) >>> (Integer.SIZE - HASH_BITS);
  }

  private static boolean sameThree(long source, int first, int second) {
    return Addresses.unsignedByte(source + first) == Addresses.unsignedByte(source + second)
        && Addresses.unsignedByte(source + first + 1) == Addresses.unsignedByte(source + second + 1)
        && Addresses.unsignedByte(source + first + 2)
            == Addresses.unsignedByte(source + second + 2);
  }

  private static int matchLength(long source, int candidate, int in, int limit) {
    int matched = MIN_MATCH;
    while (matched < limit
        && Addresses.unsignedByte(source + candidate + matched)
            == Addresses.unsignedByte(source + in + matched)) {
      matched++;
    }
    return matched;
  }

  /** Writes the bytes from {@code from} to {@code to} as literals; -1 when they do not fit. */
  private static int literals(
      long source, int from, int to, long destination, int out, int capacity) {
    int position = from;
    int written = out;
    while (position < to) {
      int run = Math.min(MAX_LITERALS, to - position);
      if (written + 1 + run > capacity) {
        return -1;
      }
      Addresses.putByte(destination + written, run - 1);
      Addresses.copy(source + position, destination + written + 1, run);
      written += 1 + run;
      position += run;
    }
    return written;
  }

  private static int reference(long destination, int out, int matched, int offset) {
    int written = out;
    int code = matched - 2;
    if (code < 7) {
      Addresses.putByte(destination + written++, code << 5 | offset >>> 8);
    } else {
      Addresses.putByte(destination + written++, 7 << 5 | offset >>> 8);
      Addresses.putByte(destination + written++, code - 7);
    }
    Addresses.putByte(destination + written++, offset);
    return written;
  }

  /**
   * Decompresses {@code length} bytes at {@code source} to exactly {@code expectedLength} bytes at
   * {@code destination}. Reads and writes nothing outside both, whatever the input.
   *
   * @return whether the input was well formed and of the expected length
   */
  public static boolean decompress(long source, int length, long destination, int expectedLength) {
    int in = 0;
    int out = 0;
    while (in < length) {
      int control = Addresses.unsignedByte(source + in++);
      if (control < MAX_LITERALS) {
        int run = control + 1;
        if (run > length - in || run > expectedLength - out) {
          return false;
        }
        Addresses.copy(source + in, destination + out, run);
        in += run;
        out += run;
        continue;
      }
      int count = (control >>> 5) + 2;
      if (count == 9) {
        if (in >= length) {
          return false;
        }
        count += Addresses.unsignedByte(source + in++);
      }
      if (in >= length) {
        return false;
      }
      int back = ((control & 0x1f) << 8 | Addresses.unsignedByte(source + in++)) + 1;
      if (back > out || count > expectedLength - out) {
        return false;
      }
      copyBack(destination + out, back, count);
      out += count;
    }
    return out == expectedLength;
  }

  /** Ranges may overlap on purpose: a short distance repeats its bytes. */
  private static void copyBack(long destination, int back, int count) {
    long source = destination - back;
    int done = 0;
    if (back >= Long.BYTES) {
      while (done + Long.BYTES <= count) {
        Addresses.putLong(destination + done, Addresses.littleEndianLong(source + done));
        done += Long.BYTES;
      }
    }
    while (done < count) {
      Addresses.putByte(destination + done, Addresses.unsignedByte(source + done));
      done++;
    }
  }
}
