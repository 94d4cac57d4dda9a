package dev.redwing.dataplane.keyspace;

import dev.redwing.dataplane.collect.Cuttings;
import dev.redwing.dataplane.collect.DictRemains;
import dev.redwing.dataplane.collect.NodeVisitor;
import dev.redwing.dataplane.collect.TreeRemains;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import java.util.ArrayDeque;

/**
 * What no key leads to any more and is freed in slices: flushed databases, big collections, and
 * what was cut out of those that live on. To delete a key takes the same time however much hangs on
 * it.
 */
final class Discarded {
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

  /** A collection's table, whose nodes own nothing. */
  void addCollection(DictRemains collection) {
    collections.add(collection);
  }

  /** Frees at once what is too little to be worth waiting. */
  void free(DictRemains collection) {
    collection.free(Integer.MAX_VALUE, retireNode);
  }

  /** A collection's tree. */
  void addTree(TreeRemains tree) {
    trees.add(tree);
  }

  /** Frees at once what is too little to be worth waiting. */
  void free(TreeRemains tree) {
    tree.free(Integer.MAX_VALUE, null);
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
