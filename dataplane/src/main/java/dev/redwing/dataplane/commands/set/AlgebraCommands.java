package dev.redwing.dataplane.commands.set;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.StagedValue;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.set.SetType;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Intersection, union and difference. They go about it as t_set.c of Redis 7.2 does, since the form
 * and the order of what is stored follow from that.
 */
final class AlgebraCommands {
  private static final String NO_KEYS = "ERR numkeys should be greater than 0";
  private static final String TOO_MANY_KEYS =
      "ERR Number of keys can't be greater than number of args";
  private static final String NEGATIVE_LIMIT = "ERR LIMIT can't be negative";

  /** The access clock of a key that is new. */
  private static final int NOW = -1;

  private static final Comparator<Operand> BY_SIZE = Comparator.comparingLong(Operand::size);

  private final SetType sets;
  private final StagedValue result = new StagedValue();

  AlgebraCommands(SetType sets) {
    this.sets = sets;
  }

  /** A set that takes part; its object is no other's. */
  private record Operand(long ref, EntryValue value, long size) {}

  /** The sets at the given arguments, null for those that are absent; null after an error. */
  private static @Nullable Operand @Nullable [] operands(CommandContext context, int from, int to) {
    @Nullable Operand[] operands = new @Nullable Operand[to - from];
    for (int i = from; i < to; i++) {
      long ref = context.lookupSource(i);
      if (ref == 0) {
        continue;
      }
      if (Entry.type(context.database().address(ref)) != ValueType.SET) {
        context.reply().error(Errors.WRONG_TYPE);
        return null;
      }
      EntryValue value =
          new EntryValue(context.keyspace()).attach(context.database(), context.hash(i), ref);
      operands[i - from] = new Operand(ref, value, SetType.size(value));
    }
    return operands;
  }

  private static Operand[] present(@Nullable Operand[] operands) {
    return Arrays.stream(operands).filter(each -> each != null).toArray(Operand[]::new);
  }

  // ---- intersection ----

  void sinter(CommandContext context) {
    @Nullable Operand[] operands = operands(context, 1, context.count());
    if (operands == null) {
      return;
    }
    Operand[] smallestFirst = smallestFirst(operands);
    ReplyWriter reply = context.reply();
    int mark = reply.deferSet();
    int[] count = new int[1];
    if (smallestFirst.length > 0) {
      sets.forEach(
          smallestFirst[0].value,
          (member, length) -> {
            if (isInOthers(smallestFirst, member, length)) {
              reply.bulk(member, length);
              count[0]++;
            }
          });
    }
    reply.endSet(mark, count[0]);
  }

  /** None if one of them is absent: then there is nothing in all of them. */
  private static Operand[] smallestFirst(@Nullable Operand[] operands) {
    Operand[] present = present(operands);
    if (present.length < operands.length) {
      return new Operand[0];
    }
    Arrays.sort(present, BY_SIZE);
    return present;
  }

  private boolean isInOthers(Operand[] operands, long member, int length) {
    for (int i = 1; i < operands.length; i++) {
      if (operands[i].ref != operands[0].ref && !sets.contains(operands[i].value, member, length)) {
        return false;
      }
    }
    return true;
  }

  void sintercard(CommandContext context) {
    Arguments arguments = context.arguments(1);
    long keys = arguments.takeLong(1, Long.MAX_VALUE, NO_KEYS);
    if (keys > context.count() - 2) {
      arguments.fail(TOO_MANY_KEYS);
    }
    if (arguments.failed()) {
      return;
    }
    int end = 2 + (int) keys;
    Arguments options = context.arguments(end);
    long limit = 0;
    while (options.hasNext()) {
      if (options.takeOption("LIMIT")) {
        limit = options.takeLong(0, Long.MAX_VALUE, NEGATIVE_LIMIT);
      } else {
        options.fail(Errors.SYNTAX);
      }
    }
    if (options.failed()) {
      return;
    }
    @Nullable Operand[] operands = operands(context, 2, end);
    if (operands == null) {
      return;
    }
    Operand[] smallestFirst = smallestFirst(operands);
    context.reply().integer(count(smallestFirst, limit == 0 ? Long.MAX_VALUE : limit));
  }

  private long count(Operand[] smallestFirst, long limit) {
    if (smallestFirst.length == 0) {
      return 0;
    }
    long[] count = new long[1];
    sets.forEachWhile(
        smallestFirst[0].value,
        (member, length) -> {
          if (isInOthers(smallestFirst, member, length)) {
            count[0]++;
          }
          return count[0] < limit;
        });
    return count[0];
  }

  void sinterstore(CommandContext context) {
    @Nullable Operand[] operands = operands(context, 2, context.count());
    if (operands == null) {
      return;
    }
    store(
        context,
        () -> {
          Operand[] smallestFirst = smallestFirst(operands);
          if (smallestFirst.length > 0) {
            intersect(smallestFirst);
          }
        });
  }

  /** Forgets the result and frees what it owns. */
  private void clearResult() {
    if (result.isPresent()) {
      sets.free(result);
      result.clear();
    }
  }

  private void intersect(Operand[] smallestFirst) {
    EntryValue first = smallestFirst[0].value;
    if (first.encoding() == Encoding.INTSET) {
      SetType.initIntset(result);
    } else {
      SetType.initPack(result);
    }
    boolean[] onlyIntegers = {true};
    sets.forEach(
        first,
        (member, length) -> {
          if (isInOthers(smallestFirst, member, length)) {
            onlyIntegers[0] = onlyIntegers[0] && AsciiNumbers.isLong(member, length);
            sets.add(result, member, length);
          }
        });
    if (onlyIntegers[0]) {
      sets.toIntset(result);
    }
  }

  // ---- union and difference ----

  void sunion(CommandContext context) {
    @Nullable Operand[] operands = operands(context, 1, context.count());
    if (operands != null) {
      reply(context, () -> unite(present(operands)));
    }
  }

  void sunionstore(CommandContext context) {
    @Nullable Operand[] operands = operands(context, 2, context.count());
    if (operands != null) {
      store(context, () -> unite(present(operands)));
    }
  }

  private void unite(Operand[] operands) {
    SetType.initIntset(result);
    for (Operand operand : operands) {
      addAll(operand);
    }
  }

  private void addAll(Operand operand) {
    sets.forEach(operand.value, (member, length) -> sets.add(result, member, length));
  }

  void sdiff(CommandContext context) {
    @Nullable Operand[] operands = operands(context, 1, context.count());
    if (operands != null) {
      reply(context, () -> subtract(operands));
    }
  }

  void sdiffstore(CommandContext context) {
    @Nullable Operand[] operands = operands(context, 2, context.count());
    if (operands != null) {
      store(context, () -> subtract(operands));
    }
  }

  private void subtract(@Nullable Operand[] operands) {
    SetType.initIntset(result);
    Operand first = operands[0];
    if (first == null) {
      return;
    }
    Operand[] others = present(Arrays.copyOfRange(operands, 1, operands.length));
    long othersSize = 0;
    for (Operand other : others) {
      if (other.ref == first.ref) {
        return;
      }
      othersSize += other.size;
    }
    if (first.size * (others.length + 1) / 2 <= first.size + othersSize) {
      addWhatIsInNone(first, others);
    } else {
      addAndRemove(first, others);
    }
  }

  /** O(size of the first * number of sets). */
  private void addWhatIsInNone(Operand first, Operand[] others) {
    Arrays.sort(others, BY_SIZE.reversed());
    sets.forEach(
        first.value,
        (member, length) -> {
          for (Operand other : others) {
            if (sets.contains(other.value, member, length)) {
              return;
            }
          }
          sets.add(result, member, length);
        });
  }

  /** O(size of all sets). */
  private void addAndRemove(Operand first, Operand[] others) {
    addAll(first);
    for (Operand other : others) {
      sets.forEachWhile(
          other.value,
          (member, length) -> {
            sets.remove(result, member, length);
            return SetType.size(result) > 0;
          });
    }
  }

  // ---- results ----

  /** Replies the result that {@code operation} computes. */
  private void reply(CommandContext context, Runnable operation) {
    try {
      operation.run();
      ReplyWriter reply = context.reply();
      reply.set(Math.toIntExact(SetType.size(result)));
      sets.forEach(result, reply::bulk);
    } finally {
      clearResult();
    }
  }

  /** Stores the result that {@code operation} computes. */
  private void store(CommandContext context, Runnable operation) {
    try {
      operation.run();
      store(context);
    } finally {
      clearResult();
    }
  }

  /** Puts the result, if there is one, under the key that is argument 1, over what is there. */
  private void store(CommandContext context) {
    long hash = context.hash(1);
    long size = result.isPresent() ? SetType.size(result) : 0;
    if (size > 0) {
      // What has expired there is deleted, and that propagated, before something is put over it.
      context.peek(1);
    }
    if (size > 0) {
      long ref =
          context
              .database()
              .store(
                  hash,
                  context.address(1),
                  context.length(1),
                  ValueType.SET,
                  result,
                  Entry.NO_EXPIRY,
                  NOW);
      // What it owns is the entry's now.
      result.clear();
      context.database().touched(hash, ref);
      context.changed(1);
    } else if (context.database().delete(hash, context.address(1), context.length(1))) {
      context.changed(1);
    }
    context.reply().integer(size);
  }
}
