package dev.redwing.dataplane.type.list;

import dev.redwing.dataplane.collect.ChunkLeaf;
import dev.redwing.dataplane.collect.Chunks;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.collect.TableHeader;
import dev.redwing.dataplane.collect.ValueSlot;

/** Reads a list from any element on in either direction; good until the list's next change. */
public final class ListCursor {
  private final Chunks chunks;
  private final PackText text = new PackText();
  private boolean packed;

  // In a listpack, where the element is.
  private long pack;
  private int offset;

  ListCursor(Chunks chunks) {
    this.chunks = chunks;
  }

  /** Goes to the element of this index, from 0; false if there is none. */
  public boolean seek(ValueSlot slot, long index) {
    packed = slot.encoding() == Encoding.LISTPACK;
    if (packed) {
      pack = slot.address();
      offset =
          index < 0 || index > Integer.MAX_VALUE ? ListPack.NONE : ListPack.seek(pack, (int) index);
      return offset != ListPack.NONE;
    }
    chunks.attach(TableHeader.treeRoot(slot.address()), TableHeader.size(slot.address()));
    return index >= 0 && index < chunks.count() && chunks.seek(index);
  }

  /** Goes to the element after, or {@code backwards} before; false if there is none. */
  public boolean step(boolean backwards) {
    if (packed) {
      offset = backwards ? ListPack.previous(pack, offset) : ListPack.next(pack, offset);
      return offset != ListPack.NONE;
    }
    return backwards ? chunks.previous() : chunks.next();
  }

  /**
   * Visits {@code count} elements from this one on, which must be there; the cursor is of no use
   * afterwards.
   */
  public void visit(long count, ElementVisitor visitor) {
    if (packed) {
      visitPack(pack, offset, count, visitor);
      return;
    }
    long left = count;
    while (true) {
      long here = Math.min(left, chunks.leftInLeaf());
      long leaf = chunks.leaf();
      if (ChunkLeaf.isPlain(leaf)) {
        visitor.visit(ChunkLeaf.plainAddress(leaf), ChunkLeaf.plainLength(leaf));
      } else {
        visitPack(ChunkLeaf.pack(leaf), chunks.packOffset(), here, visitor);
      }
      left -= here;
      if (left == 0) {
        return;
      }
      if (!chunks.nextLeaf()) {
        throw new IllegalStateException("the list ends " + left + " elements before");
      }
    }
  }

  /** Short strings, the usual ones, are read in the fewest steps: ranges are much of the work. */
  private void visitPack(long from, int firstOffset, long count, ElementVisitor visitor) {
    int at = firstOffset;
    for (long i = 0; i < count; i++) {
      int length = ListPack.shortLength(from, at);
      if (length == ListPack.NONE) {
        text.read(from, at);
        visitor.visit(text.address(), text.length());
        at += ListPack.elementBytes(from, at);
      } else {
        visitor.visit(from + at + 1, length);
        at += length + 2;
      }
    }
  }

  /** Where the element is in a list that is one listpack. */
  int packOffset() {
    return offset;
  }

  /** Whether the element spells these bytes. */
  public boolean equalTo(long value, int length) {
    return packed ? ListPack.equal(pack, offset, value, length) : chunks.equalTo(value, length);
  }

  /** The element as text. */
  public PackText text() {
    if (packed) {
      return text.read(pack, offset);
    }
    return chunks.isInteger()
        ? text.of(chunks.integer())
        : text.of(chunks.stringAddress(), chunks.stringLength());
  }
}
