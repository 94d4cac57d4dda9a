package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.fill;
import static dev.redwing.dataplane.memory.NativeMemory.getInt;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.getShort;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;
import static dev.redwing.dataplane.memory.NativeMemory.putShort;

import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;

/**
 * The segments of a {@link Dict}: one block each, an array of 8-byte slots kept in hash order with
 * gaps.
 *
 * <pre>
 *  0 int    epoch
 *  4 short  count
 *  6 short  sizeStep    which of {@link #BYTES}
 *  8 int    replacedEpoch  snapshot that the next field is for ({@link Replaced}), 0 = none yet
 * 16 long   replaced    reference of a list of what slots held before
 * 24 slots              24 bits window · 1 bit YOUNG · 39 bits reference; 0 = empty; the last is 0
 * </pre>
 *
 * A slot's home position is its window scaled to the number of homes, so homes rise with the hash.
 * A slot lies at its home or behind it, without a gap between; slots of one cluster are sorted by
 * window. So a look-up starts at the home and stops at an empty slot or a larger window: misses are
 * as cheap as hits, at a load of 7/8. The tail behind the last home takes what is pushed beyond it;
 * if the tail is full, the segment grows early.
 *
 * <p>A window has 24 bits, from the hash bit {@code base} on. Splitting raises the depth and leaves
 * the windows alone: their leading {@code depth - base} bits then say nothing new. Only when that
 * lag would exceed {@link #MAX_LAG} are the keys hashed again.
 */
final class Segments {
  static final int COUNT = 4;
  static final int SIZE_STEP = 6;
  static final int REPLACED_EPOCH = 8;
  static final int REPLACED = 16;
  static final int SLOTS = 24;
  static final int SLOT_BYTES = 8;

  static final int WINDOW_BITS = 24;
  static final int TAG_SHIFT = 64 - WINDOW_BITS;
  static final long WINDOW_MASK = (1L << WINDOW_BITS) - 1;
  static final int MAX_LAG = 6;

  /** Block sizes a segment grows through; beyond {@link #FULL_STEP} only if hashes cluster. */
  private static final int[] BYTES = {
    256, 512, 1024, 1536, 2048, 2560, 3072, 3584, 4096, 8192, 15360
  };

  /** At this size a segment splits rather than grows. */
  static final int FULL_STEP = 8;

  static final int LAST_STEP = BYTES.length - 1;
  static final int MAX_SLOTS = (BYTES[LAST_STEP] - SLOTS) / SLOT_BYTES;

  private final Arena arena;
  private final Epochs epochs;

  /** Slots on their way from old segments to new ones: 30 KB, made when the first is under way. */
  private long[] scratch = {};

  Segments(Arena arena, Epochs epochs) {
    this.arena = arena;
    this.epochs = epochs;
  }

  static int slots(int sizeStep) {
    return (BYTES[sizeStep] - SLOTS) / SLOT_BYTES;
  }

  private static int homes(int sizeStep) {
    int slots = slots(sizeStep);
    return slots - Math.max(5, slots >>> 5);
  }

  /** At this many slots a segment is full. */
  static int maxCount(int sizeStep) {
    return homes(sizeStep) * 29 / 32;
  }

  /** The size at which {@code count} slots leave some room to grow. */
  static int stepFor(int count) {
    int step = 0;
    while (step < FULL_STEP && maxCount(step) * 7 / 8 < count) {
      step++;
    }
    return step;
  }

  static int count(long segment) {
    return getShort(segment + COUNT);
  }

  static int sizeStep(long segment) {
    return getShort(segment + SIZE_STEP);
  }

  static long slot(long segment, long index) {
    return segment + SLOTS + index * SLOT_BYTES;
  }

  static long word(long window, long ref) {
    return (window << TAG_SHIFT) | ref;
  }

  /** A new segment with no slots taken. */
  long create(int depth, int base, int sizeStep) {
    long ref = arena.allocate(BYTES[sizeStep]);
    long segment = arena.address(ref);
    putInt(segment + Epochs.EPOCH, epochs.current());
    putShort(segment + COUNT, (short) 0);
    putShort(segment + SIZE_STEP, (short) sizeStep);
    fill(segment + REPLACED_EPOCH, BYTES[sizeStep] - REPLACED_EPOCH, (byte) 0);
    return Link.segment(ref, depth, base, homes(sizeStep));
  }

  /** A copy of a frozen segment that may be written. */
  long copyOf(long link) {
    long source = arena.address(Link.ref(link));
    int bytes = BYTES[sizeStep(source)];
    long ref = arena.allocate(bytes);
    long segment = arena.address(ref);
    copy(source, segment, bytes);
    putInt(segment + Epochs.EPOCH, epochs.current());
    if (getInt(segment + REPLACED_EPOCH) != 0) {
      Replaced.clearYoung(segment);
      putInt(segment + REPLACED_EPOCH, 0);
    }
    return Link.withRef(link, ref);
  }

  /** Address of the slot that holds {@code ref}, or 0. */
  long locate(long link, long hash, long ref) {
    long segment = arena.address(Link.ref(link));
    long window = Link.window(link, hash);
    long slot = slot(segment, Link.home(link, window));
    long wanted = word(window, ref);
    while (true) {
      long word = getLong(slot);
      if ((word & ~Replaced.YOUNG) == wanted) {
        return slot;
      }
      if (word == 0 || word >>> TAG_SHIFT > window) {
        return 0;
      }
      slot += SLOT_BYTES;
    }
  }

  /** Reference in a slot at random, or 0 if all are empty. */
  long random(long link, RandomSource random) {
    long segment = arena.address(Link.ref(link));
    if (count(segment) == 0) {
      return 0;
    }
    int slots = slots(sizeStep(segment));
    while (true) {
      long word = getLong(slot(segment, random.nextInt(slots)));
      if (word != 0) {
        return word & Arena.REF_MASK;
      }
    }
  }

  /** Puts a word into its place; false if the segment's end is reached first. */
  boolean place(long link, long word) {
    long segment = arena.address(Link.ref(link));
    long window = word >>> TAG_SHIFT;
    // The last slot stays empty: every search ends there.
    long last = slot(segment, slots(sizeStep(segment)) - 1L);
    long slot = slot(segment, Link.home(link, window));
    long present = getLong(slot);
    while (present != 0 && present >>> TAG_SHIFT <= window) {
      slot += SLOT_BYTES;
      present = getLong(slot);
    }
    long gap = slot;
    while (present != 0) {
      gap += SLOT_BYTES;
      present = getLong(gap);
    }
    if (gap >= last) {
      return false;
    }
    for (long to = gap; to > slot; to -= SLOT_BYTES) {
      putLong(to, getLong(to - SLOT_BYTES));
    }
    putLong(slot, word);
    putShort(segment + COUNT, (short) (count(segment) + 1));
    return true;
  }

  /** Empties a slot; what lies behind it and is not at home moves up. */
  void clear(long link, long slot) {
    long segment = arena.address(Link.ref(link));
    long hole = slot;
    while (true) {
      long next = getLong(hole + SLOT_BYTES);
      if (next == 0 || slot(segment, Link.home(link, next >>> TAG_SHIFT)) > hole) {
        break;
      }
      putLong(hole, next);
      hole += SLOT_BYTES;
    }
    putLong(hole, 0);
    putShort(segment + COUNT, (short) (count(segment) - 1));
  }

  /**
   * Copies a segment's words, in hash order, to {@code scratch} from {@code at} on; with windows
   * that begin at {@code base}, hashing the keys again if they now begin elsewhere. Returns the
   * index behind the last one.
   */
  int gather(long link, int base, int at) {
    if (scratch.length == 0) {
      scratch = new long[2 * MAX_SLOTS];
    }
    long segment = arena.address(Link.ref(link));
    int slots = slots(sizeStep(segment));
    boolean rehash = base != Link.base(link);
    int end = at;
    for (int i = 0; i < slots; i++) {
      long word = getLong(slot(segment, i));
      if (word == 0) {
        continue;
      }
      if (rehash) {
        long ref = word & Arena.REF_MASK;
        long window = (Node.hash(arena.address(ref)) << base) >>> TAG_SHIFT;
        end = insertSorted(at, end, word(window, ref));
      } else {
        scratch[end++] = word & ~Replaced.YOUNG;
      }
    }
    return end;
  }

  /** Words come almost sorted: only those that agreed in all bits of the old window may swap. */
  private int insertSorted(int from, int end, long word) {
    int i = end;
    while (i > from && (scratch[i - 1] >>> TAG_SHIFT) > (word >>> TAG_SHIFT)) {
      scratch[i] = scratch[i - 1];
      i--;
    }
    scratch[i] = word;
    return end + 1;
  }

  /** First index in [from, to) of a word whose hash bit {@code depth} is set, or {@code to}. */
  int partition(int from, int to, int depth, int base) {
    long bit = 1L << (63 - (depth - base));
    int i = from;
    while (i < to && (scratch[i] & bit) == 0) {
      i++;
    }
    return i;
  }

  /** A segment of at least {@code sizeStep} with the words [from, to) of {@code scratch}. */
  long build(int from, int to, int depth, int base, int sizeStep) {
    for (int step = sizeStep; step <= LAST_STEP; step++) {
      if (to - from >= slots(step)) {
        continue;
      }
      long link = create(depth, base, step);
      if (fillFrom(link, from, to)) {
        return link;
      }
      arena.free(Link.ref(link));
    }
    throw new IllegalStateException(
        (to - from) + " keys of one segment have nearly the same hash at depth " + depth);
  }

  private boolean fillFrom(long link, int from, int to) {
    long segment = arena.address(Link.ref(link));
    long last = slot(segment, slots(sizeStep(segment)) - 1L);
    long free = slot(segment, 0);
    for (int i = from; i < to; i++) {
      long home = slot(segment, Link.home(link, scratch[i] >>> TAG_SHIFT));
      long slot = Math.max(home, free);
      if (slot >= last) {
        return false;
      }
      putLong(slot, scratch[i]);
      free = slot + SLOT_BYTES;
    }
    putShort(segment + COUNT, (short) (to - from));
    return true;
  }

  /** For tests: counts a segment's words, and throws if one is out of place. */
  long check(long link, long prefix, int prefixBits) {
    long segment = arena.address(Link.ref(link));
    int slots = slots(sizeStep(segment));
    int depth = Link.depth(link);
    int counted = 0;
    long previous = 0;
    boolean gap = true;
    for (int i = 0; i < slots; i++) {
      long word = getLong(slot(segment, i));
      if (word == 0) {
        gap = true;
        continue;
      }
      long ref = word & Arena.REF_MASK;
      long hash = Node.hash(arena.address(ref));
      long window = word >>> TAG_SHIFT;
      long home = Link.home(link, window);
      boolean here = depth == 0 || hash >>> (64 - depth) == prefix >>> (64 - depth);
      if (!here
          || depth > prefixBits
          || window != Link.window(link, hash)
          || home > i
          || (gap && home != i)
          || window < previous
          || i == slots - 1) {
        throw new IllegalStateException(
            "slot " + i + " of " + slots + " is out of place: home " + home + ", ref " + ref);
      }
      previous = window;
      gap = false;
      counted++;
    }
    if (counted != count(segment)) {
      throw new IllegalStateException("count is " + count(segment) + ", slots " + counted);
    }
    return counted;
  }
}
