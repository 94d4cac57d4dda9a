package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.getInt;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;

import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import java.lang.invoke.VarHandle;

/**
 * What a frozen segment's slots held before they were overwritten while a snapshot is open.
 *
 * <p>Copying a 4 KiB segment because one of its 450 slots changes would soon copy all of them: a
 * tenth of the memory of small entries. So a slot that merely gets another reference (an
 * overwritten value, by far the most frequent change) is written in place: first the old reference
 * goes to the segment's list, then the slot is stored with the bit {@link #YOUNG}. Insertions and
 * removals still copy the segment.
 *
 * <p>The snapshot's thread reads all slots, then the list. A slot with YOUNG is skipped, its old
 * reference is in the list; one read just before it was overwritten appears in both, and counts
 * once. YOUNG bits mean something only if the segment's {@code replacedEpoch} is the snapshot's;
 * those of earlier snapshots are cleared before it is set, and a reader that sees it change reads
 * again.
 *
 * <pre>
 * list:  0 int epoch   4 int count   8 references
 * </pre>
 */
final class Replaced {
  /** In a slot: its reference is younger than the snapshot. */
  static final long YOUNG = 1L << Arena.REF_BITS;

  private static final int COUNT = 4;
  private static final int FIRST = 8;
  private static final int INITIAL_REFS = 3;

  private final Arena arena;
  private final Epochs epochs;

  Replaced(Arena arena, Epochs epochs) {
    this.arena = arena;
    this.epochs = epochs;
  }

  /** On the loop: overwrites a slot of a frozen segment, whose old node {@code view} may read. */
  void overwrite(FrozenDict view, long hash, long segment, long slot, long word) {
    begin(segment);
    long old = getLong(slot);
    if ((old & YOUNG) == 0) {
      append(view, hash, segment, old & Arena.REF_MASK);
    }
    VarHandle.releaseFence();
    putLong(slot, word | YOUNG);
  }

  private void begin(long segment) {
    int epoch = getInt(segment + Segments.REPLACED_EPOCH);
    if (epoch == epochs.openEpoch()) {
      return;
    }
    if (epoch != 0) {
      clearYoung(segment);
    }
    putLong(segment + Segments.REPLACED, 0);
    VarHandle.releaseFence();
    putInt(segment + Segments.REPLACED_EPOCH, epochs.openEpoch());
    VarHandle.releaseFence();
  }

  static void clearYoung(long segment) {
    int slots = Segments.slots(Segments.sizeStep(segment));
    for (int i = 0; i < slots; i++) {
      long slot = Segments.slot(segment, i);
      long word = getLong(slot);
      if ((word & YOUNG) != 0) {
        putLong(slot, word & ~YOUNG);
      }
    }
  }

  private void append(FrozenDict view, long hash, long segment, long ref) {
    long list = getLong(segment + Segments.REPLACED);
    if (list == 0) {
      list = create(view, hash, FIRST + INITIAL_REFS * Long.BYTES);
      VarHandle.releaseFence();
      putLong(segment + Segments.REPLACED, list);
    }
    long address = arena.address(list);
    int count = getInt(address + COUNT);
    long end = FIRST + (long) count * Long.BYTES;
    if (end + Long.BYTES > arena.capacity(list)) {
      list = create(view, hash, 2 * end);
      long larger = arena.address(list);
      copy(address + COUNT, larger + COUNT, end - COUNT);
      VarHandle.releaseFence();
      putLong(segment + Segments.REPLACED, list);
      address = larger;
    }
    putLong(address + end, ref);
    VarHandle.releaseFence();
    putInt(address + COUNT, count + 1);
  }

  /** A list is freed like what is in it, when the walk has passed the segment. */
  private long create(FrozenDict view, long hash, long sizeBytes) {
    long list = arena.allocate(sizeBytes);
    long address = arena.address(list);
    putInt(address + Epochs.EPOCH, epochs.current());
    putInt(address + COUNT, 0);
    boolean done = false;
    try {
      view.deferInUse(hash, list);
      done = true;
    } finally {
      if (!done) {
        arena.free(list);
      }
    }
    return list;
  }

  /**
   * On the snapshot's thread: the references that the segment held when the snapshot was opened,
   * into {@code refs}; returns how many.
   */
  static int read(Arena arena, long segment, int openEpoch, long[] refs) {
    int slots = Segments.slots(Segments.sizeStep(segment));
    while (true) {
      int before = getInt(segment + Segments.REPLACED_EPOCH);
      VarHandle.acquireFence();
      int count = 0;
      for (int i = 0; i < slots; i++) {
        long word = getLong(Segments.slot(segment, i));
        if (word != 0) {
          refs[count++] = word;
        }
      }
      VarHandle.acquireFence();
      int after = getInt(segment + Segments.REPLACED_EPOCH);
      if (before == after) {
        return settle(arena, segment, refs, count, after == openEpoch);
      }
    }
  }

  private static int settle(
      Arena arena, long segment, long[] words, int wordCount, boolean replaced) {
    int count = 0;
    for (int i = 0; i < wordCount; i++) {
      if (!replaced || (words[i] & YOUNG) == 0) {
        words[count++] = words[i] & Arena.REF_MASK;
      }
    }
    if (!replaced) {
      return count;
    }
    VarHandle.acquireFence();
    long list = getLong(segment + Segments.REPLACED);
    if (list == 0) {
      return count;
    }
    VarHandle.acquireFence();
    long address = arena.frozenAddress(list);
    int listed = getInt(address + COUNT);
    VarHandle.acquireFence();
    int fromSlots = count;
    for (int i = 0; i < listed; i++) {
      long ref = getLong(address + FIRST + (long) i * Long.BYTES);
      if (!contains(words, fromSlots, ref)) {
        words[count++] = ref;
      }
    }
    return count;
  }

  private static boolean contains(long[] refs, int count, long ref) {
    for (int i = 0; i < count; i++) {
      if (refs[i] == ref) {
        return true;
      }
    }
    return false;
  }
}
