package dev.redwing.dataplane.keyspace;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;

import dev.redwing.dataplane.collect.ChunkLeaf;
import dev.redwing.dataplane.collect.Chunks;
import dev.redwing.dataplane.collect.Cuttings;
import dev.redwing.dataplane.collect.DictWalk;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.FrozenRanking;
import dev.redwing.dataplane.collect.FrozenTree;
import dev.redwing.dataplane.collect.InnerDict;
import dev.redwing.dataplane.collect.Node;
import dev.redwing.dataplane.collect.Ranking;
import dev.redwing.dataplane.collect.TableHeader;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;

/**
 * The blocks that a big collection owns besides its entry's, when the entry as a whole is freed,
 * copied or measured. A string's value and a small collection lie in the entry.
 */
final class OwnedBlocks {
  private final Arena arena;
  private final Epochs epochs;
  private final Cuttings cuttings;
  private final InnerDict dict;
  private final DictWalk walk;
  private final Chunks chunks;
  private final FrozenTree leaves;
  private final Ranking ranking;
  private final FrozenRanking ranked;
  private final Discarded discarded;
  private long measuredBytes;

  OwnedBlocks(Arena arena, Epochs epochs, Cuttings cuttings) {
    this.arena = arena;
    this.epochs = epochs;
    this.cuttings = cuttings;
    dict = new InnerDict(arena, epochs);
    walk = new DictWalk(arena);
    chunks = new Chunks(arena, epochs, cuttings);
    leaves = Chunks.frozenTree(arena);
    ranking = new Ranking(arena, epochs);
    ranked = new FrozenRanking(arena);
    discarded = new Discarded(arena, epochs, cuttings, this);
  }

  Discarded discarded() {
    return discarded;
  }

  /**
   * Frees or retires what the value of the entry at {@code address} owns, now or in slices; does
   * not fail.
   */
  void release(long address) {
    if (!Encoding.ownsBlocks(Entry.encoding(address))) {
      return;
    }
    long value = Entry.valueAddress(address);
    long size = TableHeader.size(value);
    if (Entry.encoding(address) == Encoding.QUICKLIST) {
      discarded.addTree(Chunks.remains(arena, epochs, TableHeader.treeRoot(value)), size);
      return;
    }
    if (Entry.encoding(address) == Encoding.SKIPLIST) {
      discarded.addTree(Ranking.remains(arena, epochs, TableHeader.treeRoot(value)), size);
    }
    long root = TableHeader.dictRoot(value);
    if (Cuttings.pending(root) != 0) {
      cuttings.abandon(Cuttings.pending(root));
      return;
    }
    dict.attach(root, size);
    discarded.addCollection(dict.detach());
  }

  /**
   * Gives the entry at {@code address}, a copy of another, its own blocks of the same content; none
   * at all if memory runs out.
   */
  void copyFor(long address) {
    int encoding = Entry.encoding(address);
    if (!Encoding.ownsBlocks(encoding)) {
      return;
    }
    long value = Entry.valueAddress(address);
    long dictRoot = TableHeader.dictRoot(value);
    long treeRoot = TableHeader.treeRoot(value);
    TableHeader.write(value, 0, 0, 0);
    dict.attach(0, 0);
    ranking.attach(0);
    chunks.attach(0, 0);
    boolean done = false;
    try {
      switch (encoding) {
        case Encoding.QUICKLIST -> copyChunks(treeRoot);
        case Encoding.SKIPLIST -> copyRanked(treeRoot);
        default -> walk.forEach(dictRoot, this::copyNode);
      }
      done = true;
    } finally {
      if (!done) {
        discarded.addTree(Ranking.remains(arena, epochs, ranking.root()), ranking.count());
        discarded.addTree(Chunks.remains(arena, epochs, chunks.root()), chunks.count());
        discarded.addCollection(dict.detach());
      }
    }
    if (encoding == Encoding.QUICKLIST) {
      TableHeader.write(value, 0, chunks.count(), chunks.root());
    } else {
      TableHeader.write(value, dict.root(), dict.size(), ranking.root());
    }
  }

  private void copyChunks(long root) {
    leaves.attach(root);
    for (long leaf = leaves.first(); leaf != 0; leaf = leaves.next()) {
      if (ChunkLeaf.isPlain(leaf)) {
        chunks.appendPlain(ChunkLeaf.plainAddress(leaf), ChunkLeaf.plainLength(leaf));
      } else {
        chunks.appendPack(ChunkLeaf.pack(leaf));
      }
    }
  }

  /** By rank, so that the ranking's leaves are filled from the front. */
  private void copyRanked(long root) {
    ranked.attach(root);
    for (boolean more = ranked.first(); more; more = ranked.next()) {
      ranking.append(ranked.score(), copyNode(ranked.memberAddress()));
    }
  }

  /** Puts a copy of a node into the table; its reference. */
  private long copyNode(long node) {
    long bytes = Node.sizeBytes(node);
    long ref = arena.allocate(bytes);
    long address = arena.address(ref);
    copy(node, address, bytes);
    putInt(address + Node.EPOCH, epochs.current());
    try {
      dict.insert(Node.hash(node), ref);
    } catch (OutOfNativeMemoryException e) {
      arena.free(ref);
      throw e;
    }
    return ref;
  }

  /** Bytes of the blocks that the value owns. */
  long bytes(long address) {
    if (!Encoding.ownsBlocks(Entry.encoding(address))) {
      return 0;
    }
    long value = Entry.valueAddress(address);
    if (Entry.encoding(address) == Encoding.QUICKLIST) {
      chunks.attach(TableHeader.treeRoot(value), TableHeader.size(value));
      return chunks.ownedBytes(0);
    }
    measuredBytes = 0;
    if (Entry.encoding(address) == Encoding.SKIPLIST) {
      // What was cut out and waits in the table is not the set's any more.
      ranking.attach(TableHeader.treeRoot(value));
      measuredBytes = ranking.ownedBytes(0);
      ranked.attach(TableHeader.treeRoot(value));
      for (boolean more = ranked.first(); more; more = ranked.next()) {
        measure(ranked.memberRef());
      }
    } else {
      walk.forEach(TableHeader.dictRoot(value), node -> measure(arena.reference(node)));
    }
    return measuredBytes;
  }

  /** A node and its slot in the table. */
  private void measure(long ref) {
    measuredBytes += arena.capacity(ref) + Long.BYTES;
  }
}
