package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.getLong;

import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;

/**
 * A table nobody uses any more, freed in slices: {@link #free} works on from where it was, segment
 * by segment in hash order, each directory block after the last segment below it.
 */
public final class DictRemains {
  private final Arena arena;
  private final Epochs epochs;
  private long root;
  private long size;
  private long position;

  /** The next slot of the segment at {@link #position}. */
  private int nextSlot;

  DictRemains(Arena arena, Epochs epochs, long root, long size) {
    this.arena = arena;
    this.epochs = epochs;
    this.root = root;
    this.size = size;
  }

  /** Nodes not yet freed. */
  public long size() {
    return size;
  }

  public boolean isEmpty() {
    return root == Link.NONE;
  }

  /**
   * Hands about {@code maxNodes} nodes to {@code freeNode}, which frees or retires them, and frees
   * the segments they were in; true if there is more to do. If memory runs out, here or in {@code
   * freeNode} before that has done anything, the next call goes on from there.
   */
  public boolean free(int maxNodes, NodeVisitor freeNode) {
    int done = 0;
    while (root != Link.NONE && done < maxNodes) {
      done += 1 + freeBelow(root, 0, freeNode);
    }
    return root != Link.NONE;
  }

  /** Frees the segment at {@link #position}, and every directory block that ends with it. */
  private int freeBelow(long link, int prefix, NodeVisitor freeNode) {
    int freed;
    if (Link.isDirectory(link)) {
      int bits = Link.bits(link);
      long index = (position << prefix) >>> (64 - bits);
      long entries = arena.address(Link.ref(link)) + Dict.ENTRIES;
      freed = freeBelow(getLong(entries + index * Dict.ENTRY_BYTES), prefix + bits, freeNode);
    } else {
      freed = freeSegment(link, freeNode);
      int depth = Link.depth(link);
      position = depth == 0 ? 0 : ((position >>> (64 - depth)) + 1) << (64 - depth);
    }
    // The position has moved past the segment. Is it past all that this block leads to?
    if (!Link.isDirectory(link) || position << prefix == 0) {
      epochs.retire(Link.ref(link));
      if (prefix == 0) {
        root = Link.NONE;
      }
    }
    return freed;
  }

  private int freeSegment(long link, NodeVisitor freeNode) {
    long segment = arena.address(Link.ref(link));
    int slots = Segments.slots(Segments.sizeStep(segment));
    int freed = 0;
    for (; nextSlot < slots; nextSlot++) {
      long word = getLong(Segments.slot(segment, nextSlot));
      if (word != 0) {
        freeNode.visit(arena.address(word & Arena.REF_MASK));
        freed++;
        size--;
      }
    }
    if (epochs.frozen(segment)) {
      // Else nothing above it is, as the link to it was written there.
      epochs.reserve(Dict.MAX_LEVELS + 1);
    }
    nextSlot = 0;
    return freed;
  }
}
