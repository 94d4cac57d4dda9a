package dev.redwing.dataplane.type.list;

import dev.redwing.dataplane.collect.ChunkLeaf;
import dev.redwing.dataplane.collect.Chunks;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.FrozenTree;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.NodeVisitor;
import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.collect.TableHeader;
import dev.redwing.dataplane.memory.Arena;

/**
 * Goes through a list from head to tail, given its value bytes: on the loop, or on a snapshot's
 * thread, where all it reaches is frozen. One for each thread.
 */
public final class ListWalk implements AutoCloseable {
  private final FrozenTree leaves;
  private final PackText text = new PackText();

  public ListWalk(Arena arena) {
    leaves = Chunks.frozenTree(arena);
  }

  /** How many elements there are. */
  public static long size(int encoding, long value) {
    return encoding == Encoding.LISTPACK ? ListPack.count(value) : TableHeader.size(value);
  }

  /** Visits every element. The visitor must not start another walk with this object. */
  public void forEach(int encoding, long value, ElementVisitor visitor) {
    if (encoding == Encoding.LISTPACK) {
      visitPack(value, visitor);
      return;
    }
    forEachLeaf(
        value,
        leaf -> {
          if (ChunkLeaf.isPlain(leaf)) {
            visitor.visit(ChunkLeaf.plainAddress(leaf), ChunkLeaf.plainLength(leaf));
          } else {
            visitPack(ChunkLeaf.pack(leaf), visitor);
          }
        });
  }

  private void visitPack(long pack, ElementVisitor visitor) {
    for (int at = ListPack.first(pack); at != ListPack.NONE; at = ListPack.next(pack, at)) {
      text.read(pack, at);
      visitor.visit(text.address(), text.length());
    }
  }

  /** Visits every leaf of a big list, which {@link ChunkLeaf} reads. */
  public void forEachLeaf(long value, NodeVisitor visitor) {
    leaves.attach(TableHeader.treeRoot(value));
    for (long leaf = leaves.first(); leaf != 0; leaf = leaves.next()) {
      visitor.visit(leaf);
    }
  }

  /** How many leaves a big list has. */
  public long leafCount(long value) {
    long count = 0;
    leaves.attach(TableHeader.treeRoot(value));
    for (long leaf = leaves.first(); leaf != 0; leaf = leaves.next()) {
      count++;
    }
    return count;
  }

  @Override
  public void close() {
    text.close();
  }
}
