package dev.redwing.dataplane.command;

import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.keyspace.EntryValue;
import java.util.function.ToLongFunction;

/** HDEL, SREM, ZREM: takes the members out that arguments name, from the second on. */
public final class MemberRemoval {
  private static final int FIRST_MEMBER = 2;

  private final ToLongFunction<ValueSlot> size;
  private final MemberTest contains;
  private final MemberTest remove;

  /** What the collection's type does with a member: whether it is, or was, there. */
  @FunctionalInterface
  public interface MemberTest {
    boolean test(ValueSlot slot, long member, int length);
  }

  public MemberRemoval(ToLongFunction<ValueSlot> size, MemberTest contains, MemberTest remove) {
    this.size = size;
    this.contains = contains;
    this.remove = remove;
  }

  /** Removes them from a collection that exists or not, and replies how many there were. */
  public void run(CommandContext context, EntryValue value) {
    long removed = 0;
    for (int i = FIRST_MEMBER; i < context.count() && value.exists(); i++) {
      if (remove(value, context.address(i), context.length(i))) {
        removed++;
        context.changed(value, i + 1);
      }
    }
    context.reply().integer(removed);
  }

  /** Takes a member out, the last one with its key, in one step, which is done or not. */
  public boolean remove(EntryValue value, long member, int length) {
    if (size.applyAsLong(value) > 1) {
      return remove.test(value, member, length);
    }
    boolean found = contains.test(value, member, length);
    if (found) {
      value.delete();
    }
    return found;
  }
}
