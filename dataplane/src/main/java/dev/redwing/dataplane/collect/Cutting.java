package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.getInt;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;

import dev.redwing.dataplane.memory.Epochs;

/**
 * A block that lists the parts which were cut out of a {@link Tree} at once, the last one first to
 * be freed:
 *
 * <pre>
 *  0 int  epoch   in which they were cut
 *  4 int  count
 *  8 long older   reference of the cutting made before, or 0
 * 16 long[count]  roots of the parts, leaves or inner nodes
 * </pre>
 */
final class Cutting {
  private static final int COUNT = 4;
  private static final int OLDER = 8;
  private static final int ROOTS = 16;

  private Cutting() {}

  /**
   * Room for what one cut leaves, and for what that becomes when it is taken apart from the last
   * on. In each level below the one where its two edges part, a cut takes children of two nodes;
   * taking a node apart puts its children in its place, one level after the other.
   */
  static long bytes(int treeHeight) {
    return ROOTS + 3L * Math.max(1, treeHeight) * TreeNode.FAN_OUT * Long.BYTES;
  }

  static void init(long cutting, int epoch, long olderRef) {
    putInt(cutting + Epochs.EPOCH, epoch);
    putInt(cutting + COUNT, 0);
    putLong(cutting + OLDER, olderRef);
  }

  static int count(long cutting) {
    return getInt(cutting + COUNT);
  }

  static long older(long cutting) {
    return getLong(cutting + OLDER);
  }

  static long root(long cutting, int index) {
    return getLong(cutting + ROOTS + (long) index * Long.BYTES);
  }

  static void add(long cutting, long root) {
    int count = count(cutting);
    putLong(cutting + ROOTS + (long) count * Long.BYTES, root);
    putInt(cutting + COUNT, count + 1);
  }

  static long last(long cutting) {
    return root(cutting, count(cutting) - 1);
  }

  static long removeLast(long cutting) {
    long last = last(cutting);
    putInt(cutting + COUNT, count(cutting) - 1);
    return last;
  }
}
