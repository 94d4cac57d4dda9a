package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.copy;
import static dev.redwing.dataplane.memory.NativeMemory.equal;
import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.putInt;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;
import static java.util.Objects.requireNonNull;

import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import dev.redwing.dataplane.memory.RetiredBag;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of {@link Node} blocks by extendible hashing: a directory indexed by the leading
 * hash bits points to {@link Segments}; a full segment grows, and at 4 KiB splits, alone. No
 * operation touches more than one segment or two and the part of the directory that leads there, so
 * nothing ever stops to rehash.
 *
 * <p>The directory is a tree of blocks of up to 2^{@value #MAX_BITS} {@link Link}s, each doubling
 * by itself; up to some 25 million keys it is one such block. Source: Fagin et al., Extendible
 * Hashing (1979). Deviations: segments come in several sizes, are ordered by hash, and the
 * directory has levels.
 *
 * <p>All is in hash order, so a cursor is a hash: {@link #scan} returns every node that is there
 * during the whole scan at least once, whatever splits or merges meanwhile.
 *
 * <p>While a snapshot is open ({@link Epochs}) frozen segments and directory blocks are copied
 * before they are written; {@link #freeze} hands the old root to the snapshot's thread.
 */
public class Dict {
  /** A directory block has at most this many index bits: 512 KiB. */
  static final int MAX_BITS = 16;

  /** Deeper, 2^30 segments would hold hundreds of thousands of millions of keys. */
  private static final int MAX_DEPTH = 30;

  static final int MAX_LEVELS = MAX_DEPTH + 1;
  static final int ENTRIES = 8;
  static final int ENTRY_BYTES = 8;
  static final int CURSOR_SHIFT = 16;
  private static final int MERGE_MAX_COUNT = 256;

  /**
   * No change of a node retires more blocks: the way down to its segment, that and two lists of
   * what its slots held, and the node, which its owner retires afterwards.
   */
  private static final int RETIRED_BLOCKS = MAX_LEVELS + 4;

  final Arena arena;
  final Epochs epochs;
  final Segments segments;
  private final Replaced replaced;

  long root;
  long size;

  /** The open snapshot's view, if it has one of this table. */
  private @Nullable FrozenDict openView;

  // The way down to a segment, as descend() found it.
  private int levels;
  private final long[] directoryLink = new long[MAX_LEVELS];
  private final int[] directoryPrefix = new int[MAX_LEVELS];

  public Dict(Arena arena, Epochs epochs) {
    this.arena = arena;
    this.epochs = epochs;
    segments = new Segments(arena, epochs);
    replaced = new Replaced(arena, epochs);
  }

  public long size() {
    return size;
  }

  // ------------------------------------------------------------------------------- look-up

  final long link(long hash) {
    long link = root;
    int prefix = 0;
    while (link < 0) {
      int bits = Link.bits(link);
      long index = (hash << prefix) >>> (64 - bits);
      link = getLong(arena.address(Link.ref(link)) + ENTRIES + index * ENTRY_BYTES);
      prefix += bits;
    }
    return link;
  }

  private long homeSlot(long link, long window) {
    return Segments.slot(arena.address(Link.ref(link)), Link.home(link, window));
  }

  /** Reference of the node with this key, or 0. */
  public long find(long hash, long keyAddress, int keyLength) {
    long link = link(hash);
    if (link == Link.NONE) {
      return 0;
    }
    long window = Link.window(link, hash);
    long slot = homeSlot(link, window);
    while (true) {
      long word = getLong(slot);
      long present = word >>> Segments.TAG_SHIFT;
      if (word == 0 || present > window) {
        return 0;
      }
      if (present == window) {
        long ref = word & Arena.REF_MASK;
        long address = arena.address(ref);
        if (Node.keyLength(address) == keyLength
            && equal(Node.keyAddress(address), keyAddress, keyLength)) {
          return ref;
        }
      }
      slot += Segments.SLOT_BYTES;
    }
  }

  /** Reference of a node whose key has exactly this hash, or 0. */
  public long findByHash(long hash) {
    long link = link(hash);
    if (link == Link.NONE) {
      return 0;
    }
    long window = Link.window(link, hash);
    long slot = homeSlot(link, window);
    while (true) {
      long word = getLong(slot);
      long present = word >>> Segments.TAG_SHIFT;
      if (word == 0 || present > window) {
        return 0;
      }
      long ref = word & Arena.REF_MASK;
      if (present == window && Node.hash(arena.address(ref)) == hash) {
        return ref;
      }
      slot += Segments.SLOT_BYTES;
    }
  }

  /** Loads the slot where {@code hash} would lie; the result must be used, or nothing is loaded. */
  public long touchSlots(long hash) {
    long link = link(hash);
    if (link == Link.NONE) {
      return 0;
    }
    return getLong(homeSlot(link, Link.window(link, hash)));
  }

  /** Address of the first node that {@code hash} may mean, or 0: most likely the right one. */
  public long candidate(long hash) {
    long link = link(hash);
    if (link == Link.NONE) {
      return 0;
    }
    long window = Link.window(link, hash);
    long slot = homeSlot(link, window);
    while (true) {
      long word = getLong(slot);
      long present = word >>> Segments.TAG_SHIFT;
      if (word == 0 || present > window) {
        return 0;
      }
      if (present == window) {
        return arena.address(word & Arena.REF_MASK);
      }
      slot += Segments.SLOT_BYTES;
    }
  }

  // ------------------------------------------------------------------------------- changes

  /** Sees to it that a block, which may be frozen, can be retired by one of so many changes. */
  private void reserveFor(long hash, long ref, int changes) {
    if (frozen(hash, arena.address(ref))) {
      epochs.reserve((long) changes * RETIRED_BLOCKS);
      FrozenDict open = openView;
      if (open != null) {
        open.reserve(changes * RETIRED_BLOCKS);
      }
    }
  }

  /** Adds a node whose key is known to be absent. */
  public void insert(long hash, long ref) {
    while (true) {
      long link = descend(hash);
      if (link == Link.NONE) {
        root = segments.create(0, 0, 0);
        continue;
      }
      link = own(link, hash);
      long segment = arena.address(Link.ref(link));
      if (Segments.count(segment) < Segments.maxCount(Segments.sizeStep(segment))
          && segments.place(link, Segments.word(Link.window(link, hash), ref))) {
        size++;
        return;
      }
      makeRoom(link, hash);
    }
  }

  /** Lets the slot of {@code oldRef} point to {@code newRef}, which holds the same key. */
  public void replace(long hash, long oldRef, long newRef) {
    reserveFor(hash, oldRef, 1);
    long link = descend(hash);
    long slot = locateOrFail(link, hash, oldRef);
    long word = Segments.word(Link.window(link, hash), newRef);
    if (frozen(hash, arena.address(Link.ref(link)))) {
      overwriteFrozen(link, hash, slot, word);
    } else {
      putLong(slot, word);
    }
  }

  /** Lets a slot of a segment that the snapshot may still read hold another word. */
  void overwriteFrozen(long link, long hash, long slot, long word) {
    FrozenDict open = requireNonNull(openView, "frozen without a snapshot");
    replaced.overwrite(open, hash, arena.address(Link.ref(link)), slot, word);
  }

  /** Copies what {@link #remove} writes: it cannot fail then, also after two other changes. */
  public void prepareRemoval(long hash, long ref) {
    reserveFor(hash, ref, 4);
    own(descend(hash), hash);
  }

  /** Takes a node out; the block is still the caller's to free. */
  public void remove(long hash, long ref) {
    reserveFor(hash, ref, 1);
    long link = own(descend(hash), hash);
    segments.clear(link, locateOrFail(link, hash, ref));
    size--;
    try {
      shrink(link, hash);
    } catch (OutOfNativeMemoryException e) {
      // It stays as large as it is.
    }
  }

  /**
   * Whether the open snapshot may still read a block that belongs to {@code hash} in this table: a
   * writer copies such a block.
   */
  public boolean frozen(long hash, long address) {
    FrozenDict open = openView;
    return open != null && epochs.frozen(address) && !open.passed(hash);
  }

  /** Frees a block that belonged to {@code hash}, now or when the snapshot has closed. */
  public void retire(long hash, long ref) {
    FrozenDict open = openView;
    if (open != null && frozen(hash, arena.address(ref))) {
      open.defer(hash, ref);
    } else {
      arena.free(ref);
    }
  }

  /** Frees what the snapshot's walk has passed, looking at {@code maxBlocks} retired ones. */
  public void freePassed(int maxBlocks) {
    FrozenDict open = openView;
    if (open != null) {
      open.freePassed(maxBlocks);
    }
  }

  private long locateOrFail(long link, long hash, long ref) {
    long slot = link == Link.NONE ? 0 : segments.locate(link, hash, ref);
    if (slot == 0) {
      throw new IllegalStateException("no slot holds ref " + ref);
    }
    return slot;
  }

  final long descend(long hash) {
    long link = root;
    int prefix = 0;
    levels = 0;
    while (link < 0) {
      int bits = Link.bits(link);
      directoryLink[levels] = link;
      directoryPrefix[levels] = prefix;
      levels++;
      long index = (hash << prefix) >>> (64 - bits);
      link = getLong(arena.address(Link.ref(link)) + ENTRIES + index * ENTRY_BYTES);
      prefix += bits;
    }
    return link;
  }

  private long index(int level, long hash) {
    return (hash << directoryPrefix[level]) >>> (64 - Link.bits(directoryLink[level]));
  }

  /** Copies a segment that a snapshot reads; returns the link to one that may be written. */
  final long own(long link, long hash) {
    if (link == Link.NONE || !frozen(hash, arena.address(Link.ref(link)))) {
      return link;
    }
    reserveFor(hash, Link.ref(link), 1);
    ownDirectory(levels - 1, hash);
    long copy = segments.copyOf(link);
    setLinks(levels, hash, Link.depth(copy), copy);
    retire(hash, Link.ref(link));
    return copy;
  }

  private void ownDirectory(int level, long hash) {
    if (level < 0) {
      return;
    }
    long link = directoryLink[level];
    long source = arena.address(Link.ref(link));
    if (!isSnapshotOpen() || !epochs.frozen(source)) {
      return;
    }
    ownDirectory(level - 1, hash);
    epochs.reserve(1);
    int bits = Link.bits(link);
    long ref = arena.allocate(directoryBytes(bits));
    long address = arena.address(ref);
    copy(source, address, directoryBytes(bits));
    putInt(address + Epochs.EPOCH, epochs.current());
    directoryLink[level] = Link.withRef(link, ref);
    setLinks(level, hash, directoryPrefix[level], directoryLink[level]);
    epochs.defer(Link.ref(link));
  }

  private static long directoryBytes(int bits) {
    return ENTRIES + ((long) ENTRY_BYTES << bits);
  }

  /**
   * Lets all entries above {@code level} that lead to the subtree shared by hashes with the same
   * {@code depth} leading bits as {@code hash} be {@code link}. The directory above is owned.
   */
  private void setLinks(int level, long hash, int depth, long link) {
    if (level == 0) {
      root = link;
      return;
    }
    long directory = directoryLink[level - 1];
    int free = directoryPrefix[level - 1] + Link.bits(directory) - depth;
    long span = 1L << free;
    long first = index(level - 1, hash) & -span;
    long entry = arena.address(Link.ref(directory)) + ENTRIES + first * ENTRY_BYTES;
    for (long i = 0; i < span; i++) {
      putLong(entry + i * ENTRY_BYTES, link);
    }
  }

  private void makeRoom(long link, long hash) {
    int step = Segments.sizeStep(arena.address(Link.ref(link)));
    if (step >= Segments.FULL_STEP && Link.depth(link) < MAX_DEPTH) {
      split(link, hash);
    } else {
      resize(link, hash, step + 1);
    }
  }

  private void resize(long link, long hash, int step) {
    int depth = Link.depth(link);
    int base = Link.base(link);
    ownDirectory(levels - 1, hash);
    int end = segments.gather(link, base, 0);
    long resized = segments.build(0, end, depth, base, step);
    setLinks(levels, hash, depth, resized);
    retire(hash, Link.ref(link));
  }

  private void split(long link, long hash) {
    int depth = Link.depth(link);
    makeDirectoryRoom(depth, hash);
    int base = depth + 1 - Link.base(link) > Segments.MAX_LAG ? depth : Link.base(link);
    int end = segments.gather(link, base, 0);
    int middle = segments.partition(0, end, depth, base);
    long low = segments.build(0, middle, depth + 1, base, Segments.stepFor(middle));
    long high;
    try {
      high = segments.build(middle, end, depth + 1, base, Segments.stepFor(end - middle));
    } catch (OutOfNativeMemoryException e) {
      arena.free(Link.ref(low));
      throw e;
    }
    long bit = 1L << (63 - depth);
    setLinks(levels, hash & ~bit, depth + 1, low);
    setLinks(levels, hash | bit, depth + 1, high);
    retire(hash, Link.ref(link));
  }

  /** Sees to it that the directory above tells hashes apart by the bit {@code depth}. */
  private void makeDirectoryRoom(int depth, long hash) {
    ownDirectory(levels - 1, hash);
    if (levels > 0) {
      long directory = directoryLink[levels - 1];
      int bits = Link.bits(directory);
      if (depth < directoryPrefix[levels - 1] + bits) {
        return;
      }
      if (bits < MAX_BITS) {
        doubleDirectory(directory, bits, hash);
        return;
      }
    }
    addLevel(depth, hash);
  }

  private void doubleDirectory(long directory, int bits, long hash) {
    long ref = arena.allocate(directoryBytes(bits + 1));
    long address = arena.address(ref);
    putInt(address + Epochs.EPOCH, epochs.current());
    long source = arena.address(Link.ref(directory)) + ENTRIES;
    long target = address + ENTRIES;
    for (long i = 0; i < 1L << bits; i++) {
      long link = getLong(source + i * ENTRY_BYTES);
      if (Link.isDirectory(link)) {
        throw new IllegalStateException("a directory below one that can still grow");
      }
      putLong(target + 2 * i * ENTRY_BYTES, link);
      putLong(target + (2 * i + 1) * ENTRY_BYTES, link);
    }
    int level = levels - 1;
    directoryLink[level] = Link.directory(ref, bits + 1);
    setLinks(level, hash, directoryPrefix[level], directoryLink[level]);
    arena.free(Link.ref(directory)); // It is owned.
  }

  private void addLevel(int depth, long hash) {
    long ref = arena.allocate(directoryBytes(1));
    long address = arena.address(ref);
    putInt(address + Epochs.EPOCH, epochs.current());
    long below = levels == 0 ? root : entryAt(levels - 1, hash);
    putLong(address + ENTRIES, below);
    putLong(address + ENTRIES + ENTRY_BYTES, below);
    long link = Link.directory(ref, 1);
    setLinks(levels, hash, depth, link);
    directoryLink[levels] = link;
    directoryPrefix[levels] = depth;
    levels++;
  }

  private long entryAt(int level, long hash) {
    return getLong(
        arena.address(Link.ref(directoryLink[level])) + ENTRIES + index(level, hash) * ENTRY_BYTES);
  }

  // ------------------------------------------------------------------------------ shrinking

  private void shrink(long link, long hash) {
    long segment = arena.address(Link.ref(link));
    int count = Segments.count(segment);
    int step = Segments.sizeStep(segment);
    if (count == 0 && levels == 0) {
      root = Link.NONE;
      retire(hash, Link.ref(link));
      return;
    }
    if (step > 0 && count * 3 < Segments.maxCount(step)) {
      int smaller = Segments.stepFor(count);
      if (smaller < step) {
        resize(link, hash, smaller);
        merge(link(hash), hash);
      }
    } else if (count == 0) {
      merge(link, hash);
    }
  }

  /** Joins a segment with its neighbour, and again, while both together are small. */
  private void merge(long link, long hash) {
    while (Link.depth(link) > 0 && !isSnapshotOpen()) {
      int depth = Link.depth(link);
      long bit = 1L << (63 - (depth - 1));
      descend(hash);
      long other = entryAt(levels - 1, hash ^ bit);
      if (Link.isDirectory(other)
          || Link.depth(other) != depth
          || Segments.count(arena.address(Link.ref(link)))
                  + Segments.count(arena.address(Link.ref(other)))
              > MERGE_MAX_COUNT) {
        return;
      }
      link = join(link, other, hash, depth - 1);
    }
  }

  boolean isSnapshotOpen() {
    return openView != null;
  }

  private long join(long link, long other, long hash, int depth) {
    boolean isLow = ((hash >>> (63 - depth)) & 1) == 0;
    long low = isLow ? link : other;
    long high = isLow ? other : link;
    boolean windowsAgree = Link.base(low) == Link.base(high) && Link.base(low) <= depth;
    int base = windowsAgree ? Link.base(low) : depth;
    int middle = segments.gather(low, base, 0);
    int end = segments.gather(high, base, middle);
    long joined = segments.build(0, end, depth, base, Segments.stepFor(end));
    setLinks(levels, hash, depth, joined);
    arena.free(Link.ref(low));
    arena.free(Link.ref(high));
    if (depth == directoryPrefix[levels - 1]) {
      // The segment now covers its whole directory block, which is no longer needed.
      setLinks(levels - 1, hash, depth, joined);
      arena.free(Link.ref(directoryLink[levels - 1]));
      levels--;
    }
    return joined;
  }

  // ---------------------------------------------------------------------------------- walks

  /**
   * Visits about {@code limit} nodes from {@code cursor} on (0 to begin) and returns the cursor to
   * go on with, 0 at the end. A cursor is the leading 48 bits of the hash reached.
   */
  public long scan(long cursor, int limit, NodeVisitor visitor) {
    long hash = cursor << CURSOR_SHIFT;
    int visited = 0;
    while (true) {
      long link = link(hash);
      if (link == Link.NONE) {
        return 0;
      }
      long segment = arena.address(Link.ref(link));
      long from = Link.window(link, hash);
      int slots = Segments.slots(Segments.sizeStep(segment));
      long previous = -1;
      for (long i = Link.home(link, from); i < slots; i++) {
        long word = getLong(Segments.slot(segment, i));
        long window = word >>> Segments.TAG_SHIFT;
        if (word == 0 || window < from) {
          continue;
        }
        if (visited >= limit && window != previous) {
          return Link.firstHash(link, hash, window) >>> CURSOR_SHIFT;
        }
        visitor.visit(arena.address(word & Arena.REF_MASK));
        visited++;
        previous = window;
      }
      int depth = Link.depth(link);
      long next = depth == 0 ? 0 : ((hash >>> (64 - depth)) + 1) << (64 - depth);
      if (next == 0) {
        return 0;
      }
      if (visited >= limit) {
        return next >>> CURSOR_SHIFT;
      }
      hash = next;
    }
  }

  /** A node at random, nearly evenly distributed; 0 if there is none. */
  public long random(RandomSource random) {
    return size == 0 ? 0 : RandomNode.of(this, random);
  }

  /** What the open snapshot sees of this table, for another thread to walk. */
  public FrozenDict freeze() {
    if (!epochs.isOpen()) {
      throw new IllegalStateException("no snapshot is open");
    }
    FrozenDict frozen = new FrozenDict(arena, root, size, epochs.openEpoch(), epochs.openBag());
    openView = frozen;
    return frozen;
  }

  /** The snapshot is closed. */
  public void thaw() {
    openView = null;
  }

  /** What it holds now, until its next change. */
  public FrozenDict view() {
    return new FrozenDict(arena, root, size, FrozenDict.NO_SNAPSHOT, new RetiredBag(arena));
  }

  /** Empties this table into another object, in O(1), so that it can be freed in slices. */
  public DictRemains detach() {
    DictRemains remains = new DictRemains(arena, epochs, root, size);
    root = Link.NONE;
    size = 0;
    return remains;
  }

  /** For tests: walks everything and throws if a word is not where a look-up would find it. */
  public void checkInvariants() {
    new DictCheck(arena, segments).check(root, size);
  }
}
