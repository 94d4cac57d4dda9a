package dev.redwing.dataplane.type.list;

import dev.redwing.dataplane.collect.ChunkLeaf;
import dev.redwing.dataplane.collect.Chunks;
import dev.redwing.dataplane.collect.Cuttings;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.FrozenTree;
import dev.redwing.dataplane.collect.ListLimit;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.TableHeader;
import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import java.util.function.LongSupplier;

/**
 * The operations on lists. A list begins as a listpack and becomes {@link Chunks} where t_list.c of
 * Redis 7.2 would make it a quicklist; it goes back when what is left takes half the limit ({@link
 * #shrink}). Who has removed the last element deletes the list.
 *
 * <p>Elements that are stored must lie outside of the list. Indexes count from 0.
 */
public final class ListType {
  /** Leaves that are made one listpack; what is small enough for that has hardly more than two. */
  private static final int MAX_GATHERED = 16;

  private final Arena arena;
  private final Epochs epochs;
  private final LongSupplier packSize;
  private final Chunks chunks;
  private final FrozenTree leaves;
  private final ListCursor cursor;
  private ListLimit limit = ListLimit.DEFAULT;

  /**
   * @param packSize list-max-listpack-size
   */
  public ListType(Arena arena, Epochs epochs, Cuttings cuttings, LongSupplier packSize) {
    this.arena = arena;
    this.epochs = epochs;
    this.packSize = packSize;
    chunks = new Chunks(arena, epochs, cuttings);
    leaves = Chunks.frozenTree(arena);
    cursor = new ListCursor(chunks);
  }

  private ListLimit limit() {
    int setting = (int) packSize.getAsLong();
    if (setting != limit.setting()) {
      limit = new ListLimit(setting);
      chunks.setLimit(limit);
    }
    return limit;
  }

  // ---- reading ----

  public static long size(ValueSlot slot) {
    return ListWalk.size(slot.encoding(), slot.address());
  }

  /** The one cursor of this object, for reading: any change of a list ends its use. */
  public ListCursor cursor() {
    return cursor;
  }

  // ---- forms ----

  /** Lets the slot hold an empty list. */
  public static void init(ValueSlot slot) {
    ListPack.init(slot.writable(ListPack.EMPTY_BYTES));
    slot.setEncoding(Encoding.LISTPACK);
  }

  /**
   * Says what will be added: a listpack that it would make too large is none any more. As in Redis,
   * lengths count as text.
   */
  public void expect(ValueSlot slot, long moreBytes, long moreElements) {
    if (slot.encoding() == Encoding.LISTPACK
        && limit()
            .exceeds(slot.length() + moreBytes, ListPack.count(slot.address()) + moreElements)) {
      toChunks(slot);
    }
  }

  private void toChunks(ValueSlot slot) {
    limit();
    chunks.attach(0, 0);
    boolean done = false;
    try {
      chunks.appendPack(slot.address());
      TableHeader.write(slot.writable(TableHeader.BYTES), 0, chunks.count(), chunks.root());
      slot.setEncoding(Encoding.QUICKLIST);
      done = true;
    } finally {
      if (!done) {
        free(chunks.root());
      }
    }
  }

  /** To be called when elements were taken out: what has become small enough is a listpack. */
  public void shrink(ValueSlot slot) {
    if (slot.encoding() == Encoding.QUICKLIST) {
      toPack(slot, 2);
    }
  }

  /**
   * Turns what takes no more than this part of the limit into a listpack, if there is memory for
   * it. Of one leaf, as in Redis, a limit of elements is no limit of bytes.
   */
  private void toPack(ValueSlot slot, int part) {
    long root = TableHeader.treeRoot(slot.address());
    int maxBytes = limit().maxListBytes() / part;
    int maxElements = limit().maxElements() / part;
    if (TableHeader.size(slot.address()) > Math.min(maxBytes, maxElements)) {
      return;
    }
    leaves.attach(root);
    int bytes = ListPack.EMPTY_BYTES;
    int count = 0;
    for (long leaf = leaves.first(); leaf != 0; leaf = leaves.next()) {
      if (ChunkLeaf.isPlain(leaf)) {
        return;
      }
      bytes += ListPack.bytes(ChunkLeaf.pack(leaf)) - ListPack.EMPTY_BYTES;
      count++;
      if (bytes > (count == 1 ? maxBytes : limit.maxBytes() / part) || count > MAX_GATHERED) {
        return;
      }
    }
    try {
      // There are no more inner nodes than leaves.
      epochs.reserve(2L * count);
      gather(slot.writable(bytes));
      slot.setEncoding(Encoding.LISTPACK);
      free(root);
    } catch (OutOfNativeMemoryException e) {
      // It stays as it is.
    }
  }

  private void gather(long target) {
    ListPack.init(target);
    for (long leaf = leaves.first(); leaf != 0; leaf = leaves.next()) {
      ListPack.append(target, ChunkLeaf.pack(leaf));
    }
  }

  private void free(long root) {
    Chunks.remains(arena, epochs, root).free(Integer.MAX_VALUE, null);
  }

  /** Frees what the list of a slot that is given up owns. */
  public void free(ValueSlot slot) {
    if (slot.encoding() == Encoding.QUICKLIST) {
      free(TableHeader.treeRoot(slot.address()));
    }
  }

  // ---- changes ----

  /** Points the chunks at the slot's list; returns where {@link #save} will note the changes. */
  private long open(ValueSlot slot) {
    limit();
    long header = slot.writable(TableHeader.BYTES);
    chunks.attach(TableHeader.treeRoot(header), TableHeader.size(header));
    return header;
  }

  /** Also after a change that failed: a part of it may have been done. */
  private void save(long header) {
    TableHeader.write(header, 0, chunks.count(), chunks.root());
  }

  private static boolean isPacked(ValueSlot slot) {
    return slot.encoding() == Encoding.LISTPACK;
  }

  /** Adds an element at the head or tail; {@link #expect} has been told of it. */
  public void push(ValueSlot slot, boolean head, long element, int length) {
    if (isPacked(slot)) {
      int at = head ? ListPack.first(slot.address()) : ListPack.NONE;
      insertInPack(slot, at, element, length);
      return;
    }
    long header = open(slot);
    try {
      if (head) {
        chunks.pushHead(element, length);
      } else {
        chunks.pushTail(element, length);
      }
    } finally {
      save(header);
    }
  }

  private static void insertInPack(ValueSlot slot, int at, long element, int length) {
    long pack = slot.writable(slot.length() + ListPack.encodedBytes(element, length));
    ListPack.insert(pack, at, element, length);
  }

  /** Adds an element before or after the one of this index; it has been expected. */
  public void insert(ValueSlot slot, long index, boolean after, long element, int length) {
    if (isPacked(slot)) {
      int at = ListPack.seek(slot.address(), (int) index);
      insertInPack(slot, after ? ListPack.next(slot.address(), at) : at, element, length);
      return;
    }
    long header = open(slot);
    try {
      chunks.seek(index);
      if (after) {
        chunks.insertAfter(element, length);
      } else {
        chunks.insertBefore(element, length);
      }
    } finally {
      save(header);
    }
  }

  /** Puts another element in the place of the one of this index; it has been expected. */
  public void set(ValueSlot slot, long index, long element, int length) {
    if (isPacked(slot)) {
      int before = slot.length();
      int at = ListPack.seek(slot.address(), (int) index);
      int after =
          before
              - ListPack.elementBytes(slot.address(), at)
              + ListPack.encodedBytes(element, length);
      ListPack.replace(slot.writable(Math.max(before, after)), at, element, length);
      if (after < before) {
        slot.writable(after);
      }
      return;
    }
    long header = open(slot);
    try {
      chunks.seek(index);
      chunks.set(element, length);
    } finally {
      save(header);
    }
  }

  /** Takes out the element that the cursor is at, in this slot's list. */
  public void removeAtCursor(ValueSlot slot) {
    if (isPacked(slot)) {
      long pack = slot.writable(slot.length());
      ListPack.delete(pack, cursor.packOffset(), 1);
      slot.writable(ListPack.bytes(pack));
      return;
    }
    limit();
    long header = slot.writable(TableHeader.BYTES);
    try {
      chunks.remove();
    } finally {
      save(header);
    }
  }

  /** Takes {@code count} elements out that are there, from index {@code start} on. */
  public void removeRange(ValueSlot slot, long start, long count) {
    if (count == 0) {
      return;
    }
    if (isPacked(slot)) {
      long pack = slot.writable(slot.length());
      ListPack.delete(pack, ListPack.seek(pack, (int) start), (int) count);
      slot.writable(ListPack.bytes(pack));
      return;
    }
    long header = open(slot);
    try {
      chunks.removeRange(start, count);
    } finally {
      save(header);
    }
  }

  /** Takes all out but {@code count} elements from index {@code start} on. */
  public void keepRange(ValueSlot slot, long start, long count) {
    if (isPacked(slot)) {
      int end = (int) (start + count);
      long pack = slot.writable(slot.length());
      int after = ListPack.count(pack) - end;
      if (after > 0) {
        ListPack.delete(pack, ListPack.seek(pack, end), after);
      }
      if (start > 0) {
        ListPack.delete(pack, ListPack.first(pack), (int) start);
      }
      slot.writable(ListPack.bytes(pack));
      return;
    }
    long header = open(slot);
    try {
      chunks.keepRange(start, count);
    } finally {
      save(header);
    }
  }

  /**
   * Takes out the elements that spell these bytes, up to {@code max} of them, beginning at the head
   * or, {@code backwards}, at the tail; returns how many.
   */
  public long removeEqual(ValueSlot slot, long element, int length, long max, boolean backwards) {
    if (isPacked(slot)) {
      return removeFromPack(slot, element, length, max, backwards);
    }
    long header = open(slot);
    try {
      if (epochs.isOpen()) {
        prepareRemoval(element, length, max, backwards);
      }
      return backwards
          ? removeBackwards(element, length, max)
          : removeForwards(element, length, max);
    } finally {
      save(header);
    }
  }

  /** Copies what the snapshot reads before anything is taken out: all of them go, or none. */
  private void prepareRemoval(long element, int length, long max, boolean backwards) {
    long found = 0;
    boolean more = backwards ? chunks.seekLast() : chunks.seekFirst();
    while (more && found < max) {
      if (chunks.equalTo(element, length)) {
        found++;
        chunks.prepareRemoval();
      }
      more = backwards ? chunks.previous() : chunks.next();
    }
  }

  private long removeForwards(long element, int length, long max) {
    long removed = 0;
    boolean more = chunks.seekFirst();
    while (more && removed < max) {
      if (chunks.equalTo(element, length)) {
        removed++;
        more = chunks.remove();
      } else {
        more = chunks.next();
      }
    }
    return removed;
  }

  private long removeBackwards(long element, int length, long max) {
    long removed = 0;
    boolean more = chunks.seekLast();
    while (more && removed < max) {
      if (chunks.equalTo(element, length)) {
        long at = chunks.index();
        removed++;
        chunks.remove();
        more = at > 0 && chunks.seek(at - 1);
      } else {
        more = chunks.previous();
      }
    }
    return removed;
  }

  private static long removeFromPack(
      ValueSlot slot, long element, int length, long max, boolean backwards) {
    long removed = 0;
    long pack = slot.address();
    int at = backwards ? ListPack.last(pack) : ListPack.first(pack);
    while (at != ListPack.NONE && removed < max) {
      if (!ListPack.equal(pack, at, element, length)) {
        at = backwards ? ListPack.previous(pack, at) : ListPack.next(pack, at);
        continue;
      }
      if (removed == 0) {
        pack = slot.writable(slot.length());
      }
      removed++;
      int following = ListPack.delete(pack, at, 1);
      at = backwards ? ListPack.previous(pack, at) : following;
    }
    if (removed > 0) {
      slot.writable(ListPack.bytes(pack));
    }
    return removed;
  }

  // ---- values from outside ----

  /** Adds the elements of a valid listpack, one of a file's, as they lie; the slot may be empty. */
  public void appendPack(ValueSlot slot, long pack) {
    if (ListPack.first(pack) == ListPack.NONE) {
      return;
    }
    if (slot.length() == 0) {
      int bytes = ListPack.bytes(pack);
      NativeMemory.copy(pack, slot.writable(bytes), bytes);
      slot.setEncoding(Encoding.LISTPACK);
      return;
    }
    long header = openBig(slot);
    try {
      chunks.appendPack(pack);
    } finally {
      save(header);
    }
  }

  /** Adds an element that was too large for a listpack; the slot may be empty. */
  public void appendPlain(ValueSlot slot, long element, int length) {
    long header = openBig(slot);
    try {
      chunks.appendPlain(element, length);
    } finally {
      save(header);
    }
  }

  private long openBig(ValueSlot slot) {
    if (slot.length() == 0) {
      TableHeader.write(slot.writable(TableHeader.BYTES), 0, 0, 0);
      slot.setEncoding(Encoding.QUICKLIST);
    } else if (isPacked(slot)) {
      toChunks(slot);
    }
    return open(slot);
  }

  /** Makes a list that is not empty big whatever its size. */
  public void enlarge(ValueSlot slot) {
    if (isPacked(slot)) {
      toChunks(slot);
    }
  }

  /**
   * To be called when all has been added: a listpack that is too large is none any more, and what
   * would fit into one is one. Redis goes by the nodes of the file, ours may be others.
   */
  public void settle(ValueSlot slot) {
    if (!isPacked(slot)) {
      toPack(slot, 1);
    } else if (slot.length() > limit().maxListBytes()
        || ListPack.count(slot.address()) > limit().maxElements()) {
      toChunks(slot);
    }
  }
}
