package dev.redwing.dataplane.type.list;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;

/**
 * Moves an element from an end of one list to an end of another, or of the same. It is put there
 * before it is taken here, so that it is not lost when there is no memory for one of the two: then
 * both lists hold what they held.
 */
public final class ListMove {
  private static final int KEPT_SCRATCH_BYTES = 64 * 1024;

  private final ListType lists;

  /** The element on its way. */
  private final NativeBuffer scratch = new NativeBuffer(256);

  public ListMove(ListType lists) {
    this.lists = lists;
  }

  /** Where the element that was moved last can be read. */
  public long address() {
    return scratch.address();
  }

  /** To be called when it has been read. */
  public void forget() {
    scratch.shrink(KEPT_SCRATCH_BYTES, 0);
  }

  /**
   * Moves an element of {@code source}, which has one; returns its length. {@code target} may be
   * empty, or the same object.
   */
  public int move(ValueSlot source, boolean fromHead, ValueSlot target, boolean toHead) {
    long index = fromHead ? 0 : ListType.size(source) - 1;
    int length = read(source, index);
    boolean sameList = source == target;
    if (sameList) {
      // As if it had been taken out before.
      lists.expect(source, length - takenBytes(source, fromHead), 0);
    } else {
      lists.expect(target, length, 1);
    }
    lists.push(target, toHead, scratch.address(), length);
    boolean done = false;
    try {
      lists.removeRange(source, sameList && toHead ? index + 1 : index, 1);
      done = true;
    } finally {
      if (!done) {
        // This takes no memory: where it was put is not frozen.
        lists.removeRange(target, toHead ? 0 : ListType.size(target) - 1, 1);
      }
    }
    return length;
  }

  private int read(ValueSlot source, long index) {
    ListCursor cursor = lists.cursor();
    cursor.seek(source, index);
    PackText element = cursor.text();
    int length = element.length();
    scratch.grow(length, 0);
    NativeMemory.copy(element.address(), scratch.address(), length);
    return length;
  }

  private static int takenBytes(ValueSlot source, boolean head) {
    long pack = source.address();
    return source.encoding() == Encoding.LISTPACK
        ? ListPack.elementBytes(pack, head ? ListPack.first(pack) : ListPack.last(pack))
        : 0;
  }
}
