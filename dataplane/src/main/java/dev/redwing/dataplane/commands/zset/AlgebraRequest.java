package dev.redwing.dataplane.commands.zset;

import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.set.SetType;
import dev.redwing.dataplane.type.zset.ZsetType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What ZUNION and its family are asked: sets, sorted or not, and what is to be made of the scores.
 *
 * @param operands in the order they were given
 * @param limit of ZINTERCARD; 0 for none
 */
record AlgebraRequest(List<Operand> operands, Aggregate aggregate, boolean withScores, long limit) {
  private static final Comparator<Operand> SMALLEST_FIRST = Comparator.comparingLong(Operand::size);

  private static final String NOT_A_WEIGHT = "ERR weight value is not a float";
  private static final String NEGATIVE_LIMIT = "ERR LIMIT can't be negative";

  /** What a command of the family takes. */
  enum Form {
    UNION_OR_INTERSECTION(true, false),
    DIFFERENCE(false, false),
    CARDINALITY(false, true);

    private final boolean weighs;
    private final boolean counts;

    Form(boolean weighs, boolean counts) {
      this.weighs = weighs;
      this.counts = counts;
    }
  }

  /** One of the sets; {@code value} is this one's own object, and absent for a key that is. */
  record Operand(EntryValue value, boolean sorted, long size, double weight) {
    private Operand weighted(double newWeight) {
      return new Operand(value, sorted, size, newWeight);
    }
  }

  /**
   * Reads a request whose number of keys is the argument {@code countIndex}; null when an error has
   * been replied. As in Redis a key of another type comes before what is wrong in options.
   */
  static @Nullable AlgebraRequest read(CommandContext context, int countIndex, Form form) {
    Arguments arguments = context.arguments(countIndex);
    long keys = arguments.takeLong();
    if (keys < 1) {
      arguments.fail(
          "ERR at least 1 input key is needed for '" + context.command().name() + "' command");
    }
    if (keys > context.count() - countIndex - 1) {
      arguments.fail(Errors.SYNTAX);
    }
    if (arguments.failed()) {
      return null;
    }
    int end = countIndex + 1 + (int) keys;
    List<Operand> operands = new ArrayList<>((int) keys);
    for (int i = countIndex + 1; i < end; i++) {
      Operand operand = operand(context, i);
      if (operand == null) {
        context.reply().error(Errors.WRONG_TYPE);
        return null;
      }
      operands.add(operand);
    }
    return readOptions(context.arguments(end), operands, form, countIndex > 1);
  }

  private static @Nullable Operand operand(CommandContext context, int index) {
    long ref = context.lookupSource(index);
    EntryValue value =
        new EntryValue(context.keyspace()).attach(context.database(), context.hash(index), ref);
    if (ref == 0) {
      return new Operand(value, true, 0, 1);
    }
    return switch (Entry.type(context.database().address(ref))) {
      case ValueType.ZSET -> new Operand(value, true, ZsetType.size(value), 1);
      case ValueType.SET -> new Operand(value, false, SetType.size(value), 1);
      default -> null;
    };
  }

  private static @Nullable AlgebraRequest readOptions(
      Arguments arguments, List<Operand> operands, Form form, boolean stored) {
    Aggregate aggregate = Aggregate.SUM;
    boolean withScores = false;
    long limit = 0;
    while (arguments.hasNext()) {
      if (form.weighs && arguments.remaining() > operands.size() && arguments.take("WEIGHTS")) {
        for (int i = 0; i < operands.size(); i++) {
          double weight = arguments.takeDouble(NOT_A_WEIGHT);
          operands.set(i, operands.get(i).weighted(weight));
        }
      } else if (form.weighs && arguments.takeOption("AGGREGATE")) {
        aggregate = aggregate(arguments);
      } else if (!stored && !form.counts && arguments.take("WITHSCORES")) {
        withScores = true;
      } else if (form.counts && arguments.takeOption("LIMIT")) {
        limit = arguments.takeLong(0, Long.MAX_VALUE, NEGATIVE_LIMIT);
      } else {
        arguments.fail(Errors.SYNTAX);
      }
    }
    return arguments.failed() ? null : new AlgebraRequest(operands, aggregate, withScores, limit);
  }

  private static Aggregate aggregate(Arguments arguments) {
    for (Aggregate each : Aggregate.values()) {
      if (arguments.take(each.name())) {
        return each;
      }
    }
    arguments.fail(Errors.SYNTAX);
    return Aggregate.SUM;
  }

  /** The sets from the smallest to the largest: so Redis adds scores up. */
  List<Operand> smallestFirst() {
    return operands.stream().sorted(SMALLEST_FIRST).toList();
  }
}
