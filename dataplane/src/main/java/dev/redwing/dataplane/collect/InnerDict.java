package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.putLong;

import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;

/**
 * The table of a big hash, set or sorted set. Such a collection is no object: its root and size lie
 * in its entry, and one InnerDict is pointed at it for the length of an operation:
 *
 * <pre>
 * dict.attach(root, size);
 * dict.insert(hash, ref);
 * // the owner writes dict.root() and dict.size() back into its entry
 * </pre>
 *
 * <p>While a snapshot is open, whatever is older than it is copied before it is written. Unlike the
 * keyspace's own tables, where the walk's progress is known, nothing is freed before the snapshot
 * closes: it goes through a collection at one stretch.
 */
public final class InnerDict extends Dict {
  private final boolean readBySnapshots;

  public InnerDict(Arena arena, Epochs epochs) {
    this(arena, epochs, true);
  }

  private InnerDict(Arena arena, Epochs epochs, boolean readBySnapshots) {
    super(arena, epochs);
    this.readBySnapshots = readBySnapshots;
  }

  /**
   * Of tables that no snapshot reads, as it finds the nodes elsewhere: nothing is copied before it
   * is written, so that {@link #remove} never runs out of memory. The nodes themselves are read.
   */
  public static InnerDict unread(Arena arena, Epochs epochs) {
    return new InnerDict(arena, epochs, false);
  }

  /** Works on the table with this root, 0 for none, that has {@code newSize} nodes. */
  public void attach(long newRoot, long newSize) {
    root = newRoot;
    size = newSize;
  }

  /** What the collection's entry has to keep, with {@link #size}. */
  public long root() {
    return root;
  }

  /** Whether the table has this very node. */
  public boolean contains(long hash, long ref) {
    long link = descend(hash);
    return link != Link.NONE && segments.locate(link, hash, ref) != 0;
  }

  @Override
  public boolean frozen(long hash, long address) {
    return readBySnapshots && epochs.frozen(address);
  }

  @Override
  public void retire(long hash, long ref) {
    if (readBySnapshots) {
      epochs.retire(ref);
    } else {
      arena.free(ref);
    }
  }

  @Override
  boolean isSnapshotOpen() {
    return readBySnapshots && epochs.isOpen();
  }

  /** The segment is copied: in a collection there is no view that a list of old words hangs on. */
  @Override
  void overwriteFrozen(long link, long hash, long slot, long word) {
    long offset = slot - arena.address(Link.ref(link));
    long owned = own(descend(hash), hash);
    putLong(arena.address(Link.ref(owned)) + offset, word);
  }
}
