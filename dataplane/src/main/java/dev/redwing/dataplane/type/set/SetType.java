package dev.redwing.dataplane.type.set;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.IntSet;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.Node;
import dev.redwing.dataplane.collect.NodeTable;
import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.collect.Selection;
import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.NativeMemory;
import java.util.function.LongSupplier;

/**
 * The operations on sets. A set begins as an intset or listpack, by its first member, and changes
 * its form where t_set.c of Redis 7.2 does; it never goes back. Who has removed the last member
 * deletes the set.
 */
public final class SetType {
  /** Redis's limit for a listpack's safety. */
  private static final long MAX_PACK_BYTES = 1 << 30;

  /** Redis's limit for an intset. */
  private static final long MAX_INTSET_COUNT = 1 << 30;

  private static final int STEP = 64;

  private final Limits limits;
  private final NodeTable table;

  /** For walks between whose steps {@link #table} is used. */
  private final NodeTable walked;

  private final SetWalk walk;

  /** For changes of form, which happen during walks, too. */
  private final SetWalk conversion;

  private final PackText text = new PackText();

  /**
   * Up to where a set is small.
   *
   * @param intsetCount set-max-intset-entries
   * @param packCount set-max-listpack-entries
   * @param packBytes set-max-listpack-value
   */
  public record Limits(LongSupplier intsetCount, LongSupplier packCount, LongSupplier packBytes) {}

  public SetType(Arena arena, Epochs epochs, Limits limits) {
    this.limits = limits;
    table = new NodeTable(arena, epochs);
    walked = new NodeTable(arena, epochs);
    walk = new SetWalk(arena);
    conversion = new SetWalk(arena);
  }

  private long maxIntsetCount() {
    return Math.min(limits.intsetCount.getAsLong(), MAX_INTSET_COUNT);
  }

  // ---- reading ----

  public static long size(ValueSlot slot) {
    return SetWalk.size(slot.encoding(), slot.address());
  }

  public boolean contains(ValueSlot slot, long member, int length) {
    return switch (slot.encoding()) {
      case Encoding.INTSET ->
          AsciiNumbers.isLong(member, length)
              && IntSet.contains(slot.address(), AsciiNumbers.parseLong(member, length, 0));
      case Encoding.LISTPACK -> findInPack(slot.address(), member, length) != ListPack.NONE;
      default -> table.find(slot, member, length) != 0;
    };
  }

  private static int findInPack(long pack, long member, int length) {
    return ListPack.find(pack, ListPack.first(pack), member, length, 0);
  }

  /** Visits every member; the visitor may use this object, but for another walk. */
  public void forEach(ValueSlot slot, MemberVisitor visitor) {
    walk.forEach(slot.encoding(), slot.address(), visitor);
  }

  /** Visits members for as long as the visitor wants; it may use this object as above. */
  public void forEachWhile(ValueSlot slot, MemberTest visitor) {
    if (slot.encoding() != Encoding.TABLE) {
      forEach(slot, new Wanted(visitor));
      return;
    }
    Wanted wanted = new Wanted(visitor);
    long cursor = 0;
    do {
      cursor = walked.scan(slot, cursor, STEP, node -> visitNode(node, wanted));
    } while (cursor != 0 && wanted.goesOn);
  }

  private static final class Wanted implements MemberVisitor {
    private final MemberTest visitor;
    private boolean goesOn = true;

    Wanted(MemberTest visitor) {
      this.visitor = visitor;
    }

    @Override
    public void visit(long member, int length) {
      goesOn = goesOn && visitor.goesOn(member, length);
    }
  }

  private static void visitNode(long node, MemberVisitor visitor) {
    visitor.visit(Node.keyAddress(node), Node.keyLength(node));
  }

  /** Whether {@link #scan} visits all members at once. */
  public static boolean isSmall(ValueSlot slot) {
    return slot.encoding() != Encoding.TABLE;
  }

  /**
   * Visits about {@code limit} members from {@code cursor} on and returns where to go on, 0 at the
   * end; those of a small set all at once.
   */
  public long scan(ValueSlot slot, long cursor, int limit, MemberVisitor visitor) {
    if (slot.encoding() != Encoding.TABLE) {
      forEach(slot, visitor);
      return 0;
    }
    return table.scan(slot, cursor, limit, node -> visitNode(node, visitor));
  }

  /** A member at random of a set that has one; good until the next operation. */
  public PackText random(ValueSlot slot, RandomSource random) {
    long value = slot.address();
    return switch (slot.encoding()) {
      case Encoding.INTSET -> text.of(IntSet.get(value, random.nextInt(IntSet.count(value))));
      case Encoding.LISTPACK ->
          text.read(value, ListPack.seek(value, random.nextInt(ListPack.count(value))));
      default -> {
        long node = table.random(slot, random);
        yield text.of(Node.keyAddress(node), Node.keyLength(node));
      }
    };
  }

  /** Visits {@code count} different members at random; {@code count} is less than the size. */
  public void sample(ValueSlot slot, long count, RandomSource random, MemberVisitor visitor) {
    if (slot.encoding() == Encoding.TABLE) {
      table.sample(slot, count, random, node -> visitNode(node, visitor));
      return;
    }
    Selection selection = new Selection(size(slot), count, random);
    forEach(
        slot,
        (member, length) -> {
          if (selection.takesNext()) {
            visitor.visit(member, length);
          }
        });
  }

  // ---- changing ----

  public static void initIntset(ValueSlot slot) {
    IntSet.init(slot.writable(IntSet.EMPTY_BYTES));
    slot.setEncoding(Encoding.INTSET);
  }

  public static void initPack(ValueSlot slot) {
    ListPack.init(slot.writable(ListPack.EMPTY_BYTES));
    slot.setEncoding(Encoding.LISTPACK);
  }

  /** Lets the slot hold an empty set to which this member and others will be added. */
  public void init(ValueSlot slot, long firstMember, int length, long members) {
    if (AsciiNumbers.isLong(firstMember, length) && members <= limits.intsetCount.getAsLong()) {
      initIntset(slot);
    } else if (members <= limits.packCount.getAsLong()) {
      initPack(slot);
    } else {
      NodeTable.init(slot);
    }
  }

  /** Says how many members will be added: a small set that would not take them is a table now. */
  public void expect(ValueSlot slot, long members) {
    int encoding = slot.encoding();
    if ((encoding == Encoding.LISTPACK && members > limits.packCount.getAsLong())
        || (encoding == Encoding.INTSET && members > limits.intsetCount.getAsLong())) {
      toTable(slot);
    }
  }

  /** Adds a member, which lies outside of the slot; whether it is new. */
  public boolean add(ValueSlot slot, long member, int length) {
    return switch (slot.encoding()) {
      case Encoding.INTSET -> addToIntset(slot, member, length);
      case Encoding.LISTPACK -> addToPack(slot, member, length);
      default -> table.add(slot, member, length);
    };
  }

  private boolean addToIntset(ValueSlot slot, long member, int length) {
    if (!AsciiNumbers.isLong(member, length)) {
      if (fitsPack(slot, length)) {
        toPack(slot);
        appendToPack(slot, member, length);
      } else {
        toTable(slot);
        table.add(slot, member, length);
      }
      return true;
    }
    long number = AsciiNumbers.parseLong(member, length, 0);
    if (IntSet.contains(slot.address(), number)) {
      return false;
    }
    if (IntSet.count(slot.address()) >= maxIntsetCount()) {
      // Before the change, not after it as in Redis: memory may run out.
      toTable(slot);
      return table.add(slot, member, length);
    }
    IntSet.add(slot.writable(IntSet.bytesAfterAdd(slot.address(), number)), number);
    return true;
  }

  /** Whether an intset and a string of this length may be a listpack. */
  private boolean fitsPack(ValueSlot slot, int length) {
    long set = slot.address();
    int count = IntSet.count(set);
    long longest = length;
    if (count > 0) {
      longest = Math.max(longest, AsciiNumbers.length(IntSet.get(set, 0)));
      longest = Math.max(longest, AsciiNumbers.length(IntSet.get(set, count - 1)));
    }
    return count < limits.packCount.getAsLong()
        && longest <= limits.packBytes.getAsLong()
        && (long) count * AsciiNumbers.MAX_LONG_DIGITS + length <= MAX_PACK_BYTES;
  }

  private boolean addToPack(ValueSlot slot, long member, int length) {
    long pack = slot.address();
    if (findInPack(pack, member, length) != ListPack.NONE) {
      return false;
    }
    if (ListPack.count(pack) < limits.packCount.getAsLong()
        && length <= limits.packBytes.getAsLong()
        && (long) slot.length() + length <= MAX_PACK_BYTES) {
      appendToPack(slot, member, length);
    } else {
      toTable(slot);
      table.add(slot, member, length);
    }
    return true;
  }

  private static void appendToPack(ValueSlot slot, long member, int length) {
    long pack = slot.writable(slot.length() + ListPack.encodedBytes(member, length));
    ListPack.insert(pack, ListPack.NONE, member, length);
  }

  /** Removes a member, which lies outside of the slot; whether it was there. */
  public boolean remove(ValueSlot slot, long member, int length) {
    return switch (slot.encoding()) {
      case Encoding.INTSET -> {
        if (!contains(slot, member, length)) {
          yield false;
        }
        long set = slot.writable(slot.length());
        IntSet.remove(set, AsciiNumbers.parseLong(member, length, 0));
        slot.writable(IntSet.bytes(set));
        yield true;
      }
      case Encoding.LISTPACK -> {
        int at = findInPack(slot.address(), member, length);
        if (at == ListPack.NONE) {
          yield false;
        }
        long pack = slot.writable(slot.length());
        ListPack.delete(pack, at, 1);
        slot.writable(ListPack.bytes(pack));
        yield true;
      }
      default -> table.remove(slot, member, length);
    };
  }

  // ---- forms ----

  private void toTable(ValueSlot slot) {
    boolean done = false;
    table.begin();
    try {
      conversion.forEach(
          slot.encoding(), slot.address(), (member, length) -> table.build(member, length, 0, 0));
      table.finish(slot);
      done = true;
    } finally {
      if (!done) {
        table.abandon();
      }
    }
  }

  /** An intset's integers stay in their order. */
  private void toPack(ValueSlot slot) {
    int count = IntSet.count(slot.address());
    int setBytes = slot.length();
    int packBytes = ListPack.EMPTY_BYTES;
    for (int i = 0; i < count; i++) {
      packBytes += ListPack.encodedBytes(IntSet.get(slot.address(), i));
    }
    // The intset goes behind the bytes of the listpack while that is filled from it.
    long both = slot.writable(packBytes + setBytes);
    long set = both + packBytes;
    NativeMemory.copy(both, set, setBytes);
    ListPack.init(both);
    for (int i = 0; i < count; i++) {
      ListPack.insert(both, ListPack.NONE, IntSet.get(set, i));
    }
    slot.writable(packBytes);
    slot.setEncoding(Encoding.LISTPACK);
  }

  /** Makes a set of integers an intset if they are few enough: what SINTERSTORE ends with. */
  public void toIntset(ValueSlot slot) {
    if (slot.encoding() == Encoding.INTSET || size(slot) > maxIntsetCount()) {
      return;
    }
    boolean isTable = slot.encoding() == Encoding.TABLE;
    long[] numbers = new long[(int) size(slot)];
    int[] count = new int[1];
    forEach(
        slot, (member, length) -> numbers[count[0]++] = AsciiNumbers.parseLong(member, length, 0));
    if (isTable) {
      table.free(slot);
    }
    initIntset(slot);
    for (long number : numbers) {
      IntSet.add(slot.writable(IntSet.bytesAfterAdd(slot.address(), number)), number);
    }
  }

  // ---- values from outside ----

  /** Lets the slot hold an empty set that {@code members} members will be added to: a file's. */
  public void init(ValueSlot slot, long members) {
    if (members > maxIntsetCount()) {
      NodeTable.init(slot);
    } else {
      initIntset(slot);
    }
  }

  /** Turns a small set that has more members than one may have into a table. */
  public void limit(ValueSlot slot) {
    long max =
        switch (slot.encoding()) {
          case Encoding.INTSET -> limits.intsetCount.getAsLong();
          case Encoding.LISTPACK -> limits.packCount.getAsLong();
          default -> Long.MAX_VALUE;
        };
    if (size(slot) > max) {
      toTable(slot);
    }
  }

  /** Frees what the set of a slot that is given up owns. */
  public void free(ValueSlot slot) {
    if (slot.encoding() == Encoding.TABLE) {
      table.free(slot);
    }
  }
}
