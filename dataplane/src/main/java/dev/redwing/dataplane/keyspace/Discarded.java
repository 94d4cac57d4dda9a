package dev.redwing.dataplane.keyspace;

import dev.redwing.dataplane.collect.Cuttings;
import dev.redwing.dataplane.collect.DictRemains;
import dev.redwing.dataplane.collect.NodeVisitor;
import dev.redwing.dataplane.collect.TreeRemains;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import java.util.ArrayDeque;

/**
 * What no key leads to any more and is freed in slices: flushed databases, big collections, and
 * what was cut out of those that live on. To delete a key takes the same time however much hangs on
 * it.
 */
final class Discarded {
  /** What hangs on one value is freed at once up to about so many blocks. */
  private static final int BLOCKS_AT_ONCE = 64;

  /** No value that is given up retires more of them at once. */
  private static final int MAX_RETIRED_AT_ONCE = 512;

  private final ArrayDeque<DictRemains> keys = new ArrayDeque<>();
  private final ArrayDeque<DictRemains> expires = new ArrayDeque<>();
  private final ArrayDeque<DictRemains> collections = new ArrayDeque<>();
  private final ArrayDeque<TreeRemains> trees = new ArrayDeque<>();
  private final Cuttings cuttings;
  private final NodeVisitor releaseEntry;
  private final NodeVisitor retireNode;

  Discarded(Arena arena, Epochs epochs, Cuttings cuttings, OwnedBlocks owned) {
    this.cuttings = cuttings;
    releaseEntry =
        address -> {
          // The entry goes last, and then surely: or its value would be given up twice.
          epochs.reserve(MAX_RETIRED_AT_ONCE);
          owned.release(address);
          epochs.retire(arena.reference(address));
        };
    retireNode = address -> epochs.retire(arena.reference(address));
  }

  /** A database's two tables. */
  void addDatabase(DictRemains oldKeys, DictRemains oldExpires) {
    if (!oldKeys.isEmpty()) {
      keys.add(oldKeys);
    }
    if (!oldExpires.isEmpty()) {
      expires.add(oldExpires);
    }
  }

  /**
   * A collection's table, whose nodes own nothing: freed at once if that is little work. It does
   * not fail: what there is no memory to retire waits here.
   */
  void addCollection(DictRemains collection) {
    if (collection.size() > BLOCKS_AT_ONCE || isLeft(collection)) {
      collections.add(collection);
    }
  }

  /** A collection's tree of so many elements, likewise. */
  void addTree(TreeRemains tree, long elements) {
    if (elements > BLOCKS_AT_ONCE || isLeft(tree)) {
      trees.add(tree);
    }
  }

  private boolean isLeft(DictRemains collection) {
    try {
      return collection.free(BLOCKS_AT_ONCE, retireNode);
    } catch (OutOfNativeMemoryException e) {
      return true;
    }
  }

  private static boolean isLeft(TreeRemains tree) {
    try {
      return tree.free(BLOCKS_AT_ONCE, null);
    } catch (OutOfNativeMemoryException e) {
      return true;
    }
  }

  /** Frees about {@code maxNodes} nodes; whether there was anything to free. */
  boolean step(int maxNodes) {
    // The expiring keys' tables first: they hold nothing of their own.
    return step(expires, maxNodes, address -> {})
        || step(collections, maxNodes, retireNode)
        || stepTree(maxNodes)
        || cuttings.step(maxNodes)
        || step(keys, maxNodes, releaseEntry);
  }

  private static boolean step(ArrayDeque<DictRemains> queue, int maxNodes, NodeVisitor freeNode) {
    DictRemains first = queue.peek();
    if (first == null) {
      return false;
    }
    if (!first.free(maxNodes, freeNode)) {
      queue.remove();
    }
    return true;
  }

  private boolean stepTree(int maxBlocks) {
    TreeRemains first = trees.peek();
    if (first == null) {
      return false;
    }
    if (!first.free(maxBlocks, null)) {
      trees.remove();
    }
    return true;
  }

  /** Nodes, and trees, that wait to be freed. */
  long size() {
    long size = trees.size() + cuttings.size();
    for (DictRemains remains : keys) {
      size += remains.size();
    }
    for (DictRemains remains : collections) {
      size += remains.size();
    }
    return size;
  }
}
