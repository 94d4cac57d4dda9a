package dev.redwing.dataplane.type.list;

import dev.redwing.dataplane.collect.Chunks;
import dev.redwing.dataplane.collect.Cuttings;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.collect.TableHeader;
import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;

/** Reads a list from any element on in either direction; good until the list's next change. */
public final class ListCursor {
  private final Chunks chunks;
  private final PackText text = new PackText();
  private boolean packed;

  // In a listpack, where the element is.
  private long pack;
  private int offset;

  ListCursor(Arena arena, Epochs epochs, Cuttings cuttings) {
    chunks = new Chunks(arena, epochs, cuttings);
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
