package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.collect.ChunkLeaf;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.type.list.ListType;
import dev.redwing.dataplane.type.list.ListWalk;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Lists in RDB.
 *
 * <pre>
 *  1 length(elements) string(element)*
 * 10 string(ziplist)                              Redis 2.6 to 3.0
 * 14 length(nodes) string(ziplist)*               Redis 3.2 to 6.2
 * 18 length(nodes) (container string)*            since 7.0
 *    container: length(1) one element as it is · length(2) a listpack
 * </pre>
 */
final class RdbList implements AutoCloseable {
  static final int LIST_QUICKLIST_2 = 18;
  private static final int LIST = 1;
  private static final int LIST_ZIPLIST = 10;
  private static final int LIST_QUICKLIST = 14;

  private static final long PLAIN = 1;
  private static final long PACKED = 2;

  private final ListWalk walk;

  RdbList(Arena arena) {
    walk = new ListWalk(arena);
  }

  void put(RdbOutput output, long entry) throws IOException {
    long value = Entry.valueAddress(entry);
    if (Entry.encoding(entry) == Encoding.LISTPACK) {
      output.putLength(1);
      output.putLength(PACKED);
      output.putString(value, Entry.valueLength(entry));
      return;
    }
    output.putLength(walk.leafCount(value));
    walk.forEachLeaf(
        value,
        leaf -> {
          try {
            putLeaf(output, leaf);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void putLeaf(RdbOutput output, long leaf) throws IOException {
    if (ChunkLeaf.isPlain(leaf)) {
      output.putLength(PLAIN);
      output.putString(ChunkLeaf.plainAddress(leaf), ChunkLeaf.plainLength(leaf));
    } else {
      long pack = ChunkLeaf.pack(leaf);
      output.putLength(PACKED);
      output.putString(pack, ListPack.bytes(pack));
    }
  }

  /** Reads lists. */
  static final class Reader implements RdbElements {
    private static final long COUNT_UNREAD = -1;
    private static final int KEPT_BYTES = 64 * 1024;

    private final ListType lists;
    private final RdbInput.Text text = new RdbInput.Text();

    /** Where a ziplist becomes a listpack. */
    private final NativeBuffer pack = new NativeBuffer(256);

    private int rdbType;
    private long left;

    Reader(ListType lists) {
      this.lists = lists;
    }

    @Override
    public int type() {
      return ValueType.LIST;
    }

    @Override
    public boolean begin(int newType) {
      rdbType = newType;
      left = newType == LIST_ZIPLIST ? 1 : COUNT_UNREAD;
      return switch (newType) {
        case LIST, LIST_ZIPLIST, LIST_QUICKLIST, LIST_QUICKLIST_2 -> true;
        default -> false;
      };
    }

    @Override
    public boolean read(RdbInput input, ValueSlot value) throws IOException {
      if (left == COUNT_UNREAD) {
        left = input.length();
        return left == 0;
      }
      switch (rdbType) {
        case LIST -> readElement(input, value);
        case LIST_QUICKLIST_2 -> readNode(input, value);
        default -> readZiplist(input, value);
      }
      text.trim();
      left--;
      if (left == 0 && value.length() > 0) {
        finish(value);
      }
      return left == 0;
    }

    private void finish(ValueSlot value) {
      if (rdbType == LIST_ZIPLIST) {
        // Redis 7.2 does not look at its size either.
        lists.enlarge(value);
      } else {
        lists.settle(value);
      }
    }

    private void readElement(RdbInput input, ValueSlot value) throws IOException {
      input.string(text);
      if (value.length() == 0) {
        ListType.init(value);
      }
      lists.expect(value, text.length(), 1);
      lists.push(value, false, input.address(text), text.length());
    }

    private void readNode(RdbInput input, ValueSlot value) throws IOException {
      long container = input.length();
      if (container != PLAIN && container != PACKED) {
        throw input.corrupt("a plain or a packed node of a list", "kind " + container);
      }
      input.string(text);
      long bytes = input.address(text);
      if (container == PLAIN && text.length() == 0) {
        throw input.corrupt("an element too large for a listpack", "an empty one");
      }
      if (container == PLAIN) {
        lists.appendPlain(value, bytes, text.length());
      } else if (ListPack.valid(bytes, text.length())) {
        lists.appendPack(value, bytes);
      } else {
        throw input.corrupt("a listpack of elements", "damaged data");
      }
    }

    private void readZiplist(RdbInput input, ValueSlot value) throws IOException {
      input.string(text);
      try (Ziplist elements = new Ziplist(input.address(text), text.length())) {
        if (!elements.isValid()) {
          throw input.corrupt("a ziplist of elements", "damaged data");
        }
        int bytes = ListPack.EMPTY_BYTES;
        ListPack.init(pack.address());
        while (elements.next()) {
          int more = ListPack.encodedBytes(elements.address(), elements.length());
          pack.grow((long) bytes + more, bytes);
          ListPack.insert(pack.address(), ListPack.NONE, elements.address(), elements.length());
          bytes += more;
        }
        lists.appendPack(value, pack.address());
      } finally {
        pack.shrink(KEPT_BYTES, 0);
      }
    }

    @Override
    public void free(ValueSlot value) {
      lists.free(value);
    }

    @Override
    public void close() {
      text.close();
      pack.close();
    }
  }

  @Override
  public void close() {
    walk.close();
  }
}
