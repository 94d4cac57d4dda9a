package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.getInt;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;

import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import org.jspecify.annotations.Nullable;

/**
 * Ranges that were cut out of big lists and sorted sets and are freed in slices. All of them wait
 * in one queue; the loop works on its first ({@link #step}), and a sorted set on its own whenever
 * it changes ({@link #work}), so that what waits for it never grows without end.
 *
 * <p>A list's are only freed. The members of a sorted set have left its ranking, but are still in
 * its table. So the table's root moves from the set's {@link TableHeader} into a <i>pending
 * block</i>, a block that the header names instead, and that does not move with the entry: both the
 * set and the queue find it. Until the last member has left the table a node that is found there is
 * a member only if the ranking has it.
 *
 * <pre>
 *  0 int  epoch
 *  4 int  flags      RANKED: leaves are pairs, whose members are to leave the table
 *                    ABANDONED: nothing names it; when its cuttings are freed, so is the table
 *  8 long dictRoot   RANKED: the table, cut members and all
 * 16 long dictSize
 * 24 long newest     reference of the last {@link Cutting}, 0 = all are freed
 * 32 long before     pending blocks before and after it in the queue, where it is while it has cuttings
 * 40 long after
 * </pre>
 */
public final class Cuttings {
  private static final int FLAGS = 4;
  private static final int DICT_ROOT = 8;
  private static final int DICT_SIZE = 16;
  private static final int NEWEST = 24;
  private static final int BEFORE = 32;
  private static final int AFTER = 40;
  private static final int BYTES = 48;

  /** What a cut may retire of the inner nodes that it joins: not what is cut out. */
  private static final int RETIRED_BLOCKS = 4 * TreePosition.MAX_HEIGHT;

  /** Of a list: most often all. */
  private static final int LEAVES_FREED_AT_ONCE = 32;

  private static final int RANKED = 1;
  private static final int ABANDONED = 2;

  /** A header's root that names a pending block: the one bit that a {@link Link} leaves alone. */
  private static final long PENDING = 1L << Arena.REF_BITS;

  private final Arena arena;
  private final Epochs epochs;
  private final InnerDict dict;
  private final NodeBatch batch;
  private final NodeVisitor freeing = this::freeNode;
  private long first;
  private long last;
  private long waiting;

  /** Whether the open snapshot may read what is being freed. */
  private boolean beingRead;

  /** The table of an abandoned set, after its cuttings. */
  private @Nullable DictRemains table;

  public Cuttings(Arena arena, Epochs epochs) {
    this.arena = arena;
    this.epochs = epochs;
    dict = InnerDict.unread(arena, epochs);
    batch = new NodeBatch(arena);
  }

  // ------------------------------------------------------------------ the root in the header

  /** The pending block that a header's root names, or 0 if the root is a table's. */
  public static long pending(long dictRoot) {
    return (dictRoot & ~Arena.REF_MASK) == PENDING ? dictRoot & Arena.REF_MASK : 0;
  }

  /** What the header has to hold instead of the table's root. */
  public static long root(long pending) {
    return PENDING | pending;
  }

  public void attach(long pending, InnerDict target) {
    long address = arena.address(pending);
    target.attach(getLong(address + DICT_ROOT), getLong(address + DICT_SIZE));
  }

  public void save(long pending, InnerDict source) {
    long address = arena.address(pending);
    putLong(address + DICT_ROOT, source.root());
    putLong(address + DICT_SIZE, source.size());
  }

  /** Whether nothing waits, so that the set may do without the pending block. */
  public boolean isEmpty(long pending) {
    return newest(pending) == 0;
  }

  private long newest(long pending) {
    return getLong(arena.address(pending) + NEWEST);
  }

  /** The set has taken its table back from an empty pending block. */
  public void free(long pending) {
    arena.free(pending);
  }

  // ------------------------------------------------------------------------------- cutting

  /**
   * Prepares for a cut in a sorted set, whose pending block is made if it is 0: an empty {@link
   * #cutting} is now the pending block's newest. Returns the pending block; or 0 if there is no
   * memory, but leaves can be removed without. Else that fails here.
   */
  public long openRanked(long pending, int treeHeight) {
    return open(pending, RANKED, treeHeight);
  }

  /** The same for a list, which does not keep the pending block in mind. */
  long openList(int treeHeight) {
    return open(0, ABANDONED, treeHeight);
  }

  private long open(long pending, int flags, int treeHeight) {
    try {
      epochs.reserve(RETIRED_BLOCKS);
      long cutting = arena.allocate(Cutting.bytes(treeHeight));
      return open(pending, flags, cutting);
    } catch (OutOfNativeMemoryException e) {
      if (epochs.isOpen()) {
        throw e;
      }
      return 0;
    }
  }

  private long open(long pending, int flags, long cutting) {
    long ref = pending == 0 ? create(flags, cutting) : pending;
    long address = arena.address(ref);
    long older = getLong(address + NEWEST);
    Cutting.init(arena.address(cutting), epochs.current(), older);
    putLong(address + NEWEST, cutting);
    if (older == 0) {
      enqueue(ref);
    }
    return ref;
  }

  private long create(int flags, long cutting) {
    long ref;
    try {
      ref = arena.allocate(BYTES);
    } catch (OutOfNativeMemoryException e) {
      arena.free(cutting);
      throw e;
    }
    long address = arena.address(ref);
    putInt(address + Epochs.EPOCH, epochs.current());
    putInt(address + FLAGS, flags);
    putLong(address + DICT_ROOT, 0);
    putLong(address + DICT_SIZE, 0);
    putLong(address + NEWEST, 0);
    return ref;
  }

  /** Address of the cutting that was opened. */
  public long cutting(long pending) {
    return arena.address(newest(pending));
  }

  // ------------------------------------------------------------------------------ the queue

  private void enqueue(long pending) {
    putLong(arena.address(pending) + BEFORE, last);
    putLong(arena.address(pending) + AFTER, 0);
    if (last == 0) {
      first = pending;
    } else {
      putLong(arena.address(last) + AFTER, pending);
    }
    last = pending;
    waiting++;
  }

  private void dequeue(long pending) {
    long before = getLong(arena.address(pending) + BEFORE);
    long after = getLong(arena.address(pending) + AFTER);
    if (before == 0) {
      first = after;
    } else {
      putLong(arena.address(before) + AFTER, after);
    }
    if (after == 0) {
      last = before;
    } else {
      putLong(arena.address(after) + BEFORE, before);
    }
    waiting--;
  }

  /** The set is gone: what it had in the table goes when what was cut out has gone. */
  public void abandon(long pending) {
    long address = arena.address(pending);
    putInt(address + FLAGS, getInt(address + FLAGS) | ABANDONED);
    if (getLong(address + NEWEST) == 0) {
      // It waits for its table's sake alone.
      enqueue(pending);
    }
  }

  /** Sets and lists that something waits for. */
  public long size() {
    return waiting + (table == null ? 0 : table.size());
  }

  // ------------------------------------------------------------------------------- freeing

  /** Frees about {@code maxBlocks} blocks of what waits first; whether anything did. */
  public boolean step(int maxBlocks) {
    DictRemains remains = table;
    if (remains != null) {
      if (!remains.free(maxBlocks, node -> epochs.retire(arena.reference(node)))) {
        table = null;
      }
      return true;
    }
    if (first == 0) {
      return false;
    }
    work(first, maxBlocks);
    return true;
  }

  /**
   * Frees about {@code maxBlocks} blocks that were cut out of a set or list, a leaf's at least. If
   * memory runs out the next call goes on from there.
   */
  public void work(long pending, int maxBlocks) {
    attach(pending, dict);
    try {
      int done = 0;
      while (done < maxBlocks && !isEmpty(pending)) {
        done += freeLast(pending);
      }
    } finally {
      save(pending, dict);
    }
    if (isEmpty(pending)) {
      dequeue(pending);
      if (has(pending, ABANDONED)) {
        if (dict.root() != 0) {
          // Then it was the first in the queue, and no other table is left to be freed.
          table = dict.detach();
        }
        arena.free(pending);
      }
    }
  }

  /** Frees so many for a start, unless memory runs out: then all of it waits. */
  public void begin(long pending, int maxBlocks) {
    try {
      work(pending, maxBlocks);
    } catch (OutOfNativeMemoryException e) {
      // step() will try again.
    }
  }

  /** Of a list's pending block, if it is not 0. */
  void begin(long pending) {
    if (pending != 0) {
      begin(pending, LEAVES_FREED_AT_ONCE);
    }
  }

  /** A header's root, or that of the table in the pending block that it names. */
  public static long tableRoot(Arena arena, long dictRoot) {
    long pending = pending(dictRoot);
    return pending == 0 ? dictRoot : getLong(arena.address(pending) + DICT_ROOT);
  }

  private boolean has(long pending, int flag) {
    return (getInt(arena.address(pending) + FLAGS) & flag) != 0;
  }

  /** Frees the last part of the newest cutting, or its top if it is an inner node. */
  private int freeLast(long pending) {
    long ref = newest(pending);
    long cutting = arena.address(ref);
    if (Cutting.count(cutting) == 0) {
      putLong(arena.address(pending) + NEWEST, Cutting.older(cutting));
      arena.free(ref);
      return 1;
    }
    // A snapshot that was opened after the cut has no way to what was cut out.
    beingRead = epochs.isOpen() && !epochs.frozen(cutting);
    return has(pending, RANKED) ? freeLastRanked(cutting) : freeLastOf(cutting, 0);
  }

  private int freeLastRanked(long cutting) {
    long leaf = arena.address(Cutting.last(cutting));
    if (TreeNode.level(leaf) > 0) {
      return freeLastOf(cutting, RankingLeaf.PAIR_BYTES);
    }
    int elements = TreeNode.entries(leaf);
    reserve(elements + 1);
    for (int i = 0; i < elements; i++) {
      batch.add(RankingLeaf.memberRef(RankingLeaf.pair(leaf, i)));
    }
    batch.removeFrom(dict, freeing);
    freePart(Cutting.removeLast(cutting));
    return elements + 1;
  }

  private int freeLastOf(long cutting, int keyBytes) {
    reserve(1);
    long ref = Cutting.removeLast(cutting);
    long node = arena.address(ref);
    if (TreeNode.level(node) > 0) {
      int entryBytes = TreeNode.entryBytes(keyBytes);
      for (int i = 0; i < TreeNode.entries(node); i++) {
        Cutting.add(cutting, TreeNode.child(TreeNode.entry(node, i, entryBytes)));
      }
    }
    freePart(ref);
    return 1;
  }

  private void reserve(int blocks) {
    if (beingRead) {
      epochs.reserve(blocks);
    }
  }

  private void freePart(long ref) {
    if (beingRead) {
      epochs.retire(ref);
    } else {
      arena.free(ref);
    }
  }

  private void freeNode(long node) {
    freePart(arena.reference(node));
  }

  /** For tests: how many members that were cut out are still in the table. */
  public long cutMembers(long pending) {
    attach(pending, dict);
    long members = 0;
    for (long ref = newest(pending); ref != 0; ref = Cutting.older(arena.address(ref))) {
      for (int i = 0; i < Cutting.count(arena.address(ref)); i++) {
        members += cutMembersBelow(Cutting.root(arena.address(ref), i));
      }
    }
    return members;
  }

  private long cutMembersBelow(long ref) {
    long node = arena.address(ref);
    long members = 0;
    for (int i = 0; i < TreeNode.entries(node); i++) {
      if (TreeNode.level(node) > 0) {
        int entryBytes = TreeNode.entryBytes(RankingLeaf.PAIR_BYTES);
        members += cutMembersBelow(TreeNode.child(TreeNode.entry(node, i, entryBytes)));
      } else {
        long member = RankingLeaf.memberRef(RankingLeaf.pair(node, i));
        members += dict.contains(Node.hash(arena.address(member)), member) ? 1 : 0;
      }
    }
    return members;
  }
}
