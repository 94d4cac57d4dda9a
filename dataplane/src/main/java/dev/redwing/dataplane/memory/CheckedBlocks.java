package dev.redwing.dataplane.memory;

import java.util.Arrays;

/**
 * The checked mode's table of live blocks: an open-addressing hash set of references with the size
 * that was asked for. On the heap and slow: for tests and for hunting corruption.
 */
final class CheckedBlocks {
  private static final int INITIAL_SLOTS = 1024;

  private long[] refs = new long[INITIAL_SLOTS];
  private long[] sizes = new long[INITIAL_SLOTS];
  private int count;

  void add(long ref, long sizeBytes) {
    if (count * 2 >= refs.length) {
      grow();
    }
    int slot = find(ref);
    if (refs[slot] == ref) {
      throw new MemoryCorruptionException("allocated twice: ref " + ref);
    }
    refs[slot] = ref;
    sizes[slot] = sizeBytes;
    count++;
  }

  /** Size asked for, or -1 if {@code ref} is no live block. */
  long size(long ref) {
    int slot = find(ref);
    return refs[slot] == ref ? sizes[slot] : -1;
  }

  void remove(long ref) {
    int slot = find(ref);
    count--;
    int hole = slot;
    int mask = refs.length - 1;
    int next = (hole + 1) & mask;
    while (refs[next] != 0) {
      int home = home(refs[next]);
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        refs[hole] = refs[next];
        sizes[hole] = sizes[next];
        hole = next;
      }
      next = (next + 1) & mask;
    }
    refs[hole] = 0;
  }

  int count() {
    return count;
  }

  /** References of all live blocks, ascending. */
  long[] live() {
    long[] live = new long[count];
    int found = 0;
    for (long ref : refs) {
      if (ref != 0) {
        live[found++] = ref;
      }
    }
    Arrays.sort(live);
    return live;
  }

  private int find(long ref) {
    int mask = refs.length - 1;
    int slot = home(ref);
    while (refs[slot] != 0 && refs[slot] != ref) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int home(long ref) {
    return (int) ((ref * 0x9e3779b97f4a7c15L) >>> 33) & (refs.length - 1);
  }

  private void grow() {
    long[] oldRefs = refs;
    long[] oldSizes = sizes;
    refs = new long[oldRefs.length * 2];
    sizes = new long[oldRefs.length * 2];
    for (int i = 0; i < oldRefs.length; i++) {
      if (oldRefs[i] != 0) {
        int slot = find(oldRefs[i]);
        refs[slot] = oldRefs[i];
        sizes[slot] = oldSizes[i];
      }
    }
  }
}
