package dev.redwing.dataplane.commands.zset;

import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.commands.zset.AlgebraRequest.Form;
import dev.redwing.dataplane.commands.zset.AlgebraRequest.Operand;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.set.SetType;
import dev.redwing.dataplane.type.zset.ScoredVisitor;
import dev.redwing.dataplane.type.zset.ZsetCursor;
import dev.redwing.dataplane.type.zset.ZsetType;
import java.util.Comparator;
import java.util.List;

/**
 * Union, intersection and difference of sorted sets and sets, whose members have the score 1. The
 * order in which scores are added up is that of t_zset.c of Redis 7.2: rounding depends on it. A
 * result is made in the large form, which holds any score as it is, and becomes small when stored.
 */
final class AlgebraCommands {
  private static final double SET_SCORE = 1;

  private static final Comparator<Operand> LARGEST_FIRST =
      Comparator.comparingLong(Operand::size).reversed();

  private final ZsetType zsets;
  private final SetType sets;
  private final ResultStore result;

  AlgebraCommands(ZsetType zsets, SetType sets) {
    this.zsets = zsets;
    this.sets = sets;
    result = new ResultStore(zsets);
  }

  @FunctionalInterface
  private interface Operation {
    void compute(AlgebraRequest request);
  }

  void zunion(CommandContext context) {
    reply(context, Form.UNION_OR_INTERSECTION, this::unite);
  }

  void zunionstore(CommandContext context) {
    store(context, Form.UNION_OR_INTERSECTION, this::unite);
  }

  void zinter(CommandContext context) {
    reply(context, Form.UNION_OR_INTERSECTION, this::intersect);
  }

  void zinterstore(CommandContext context) {
    store(context, Form.UNION_OR_INTERSECTION, this::intersect);
  }

  void zdiff(CommandContext context) {
    reply(context, Form.DIFFERENCE, this::subtract);
  }

  void zdiffstore(CommandContext context) {
    store(context, Form.DIFFERENCE, this::subtract);
  }

  // ---- results ----

  private void reply(CommandContext context, Form form, Operation operation) {
    AlgebraRequest request = AlgebraRequest.read(context, 1, form);
    if (request == null) {
      return;
    }
    try {
      compute(request, operation);
      ReplyWriter reply = context.reply();
      boolean withScores = request.withScores();
      Scored.begin(reply, result.size(), withScores);
      zsets.forEach(
          result.value(),
          (member, length, score) -> Scored.member(reply, member, length, score, withScores));
    } finally {
      result.clear();
    }
  }

  private void store(CommandContext context, Form form, Operation operation) {
    AlgebraRequest request = AlgebraRequest.read(context, 2, form);
    if (request == null) {
      return;
    }
    try {
      compute(request, operation);
      Sizes sizes = new Sizes();
      zsets.forEach(result.value(), sizes);
      zsets.toPackIfSmall(result.value(), sizes.longest, sizes.all);
      result.store(context);
    } finally {
      result.clear();
    }
  }

  private void compute(AlgebraRequest request, Operation operation) {
    result.begin();
    operation.compute(request);
  }

  /** How long members are. */
  private static final class Sizes implements ScoredVisitor {
    private long longest;
    private long all;

    @Override
    public void visit(long member, int length, double score) {
      longest = Math.max(longest, length);
      all += length;
    }
  }

  // ---- operands ----

  private void forEach(Operand operand, ScoredVisitor visitor) {
    if (operand.size() == 0) {
      return;
    }
    if (operand.sorted()) {
      zsets.forEach(operand.value(), visitor);
    } else {
      sets.forEach(operand.value(), (member, length) -> visitor.visit(member, length, SET_SCORE));
    }
  }

  private boolean contains(Operand operand, long member, int length) {
    if (operand.size() == 0) {
      return false;
    }
    return operand.sorted()
        ? zsets.find(operand.value(), member, length)
        : sets.contains(operand.value(), member, length);
  }

  // ---- union ----

  private void unite(AlgebraRequest request) {
    Aggregate aggregate = request.aggregate();
    for (Operand operand : request.smallestFirst()) {
      forEach(
          operand,
          (member, length, score) -> {
            double weighted = Aggregate.weighted(score, operand.weight());
            if (zsets.find(result.value(), member, length)) {
              replace(member, length, zsets.score(), aggregate.of(zsets.score(), weighted));
            } else {
              result.add(member, length, weighted);
            }
          });
    }
  }

  private void replace(long member, int length, double present, double score) {
    if (present == score && 1 / present != 1 / score) {
      // The sign of zero alone is no other score for put().
      zsets.remove(result.value(), member, length);
    }
    result.add(member, length, score);
  }

  // ---- intersection ----

  private void intersect(AlgebraRequest request) {
    List<Operand> operands = request.smallestFirst();
    Intersection intersection = new Intersection(operands, request.aggregate());
    forEach(
        operands.get(0),
        (member, length, score) -> {
          if (intersection.has(member, length, score)) {
            result.add(member, length, intersection.score);
          }
        });
  }

  /** Looks a member of the first set up in the others. */
  private final class Intersection {
    private final List<Operand> operands;
    private final Aggregate aggregate;
    private double score;

    Intersection(List<Operand> operands, Aggregate aggregate) {
      this.operands = operands;
      this.aggregate = aggregate;
    }

    /** Whether it is in all of them; its aggregated score then. */
    boolean has(long member, int length, double firstScore) {
      double aggregated = Aggregate.weighted(firstScore, operands.get(0).weight());
      for (int i = 1; i < operands.size(); i++) {
        if (!contains(operands.get(i), member, length)) {
          return false;
        }
        double other = operands.get(i).sorted() ? zsets.score() : SET_SCORE;
        aggregated = aggregate.of(aggregated, other * operands.get(i).weight());
      }
      score = aggregated;
      return true;
    }
  }

  void zintercard(CommandContext context) {
    AlgebraRequest request = AlgebraRequest.read(context, 1, Form.CARDINALITY);
    if (request == null) {
      return;
    }
    List<Operand> operands = request.smallestFirst();
    long limit = request.limit() == 0 ? Long.MAX_VALUE : request.limit();
    Intersection intersection = new Intersection(operands, request.aggregate());
    context
        .reply()
        .integer(operands.get(0).size() == 0 ? 0 : count(operands.get(0), intersection, limit));
  }

  private long count(Operand first, Intersection intersection, long limit) {
    if (!first.sorted()) {
      long[] count = new long[1];
      sets.forEachWhile(
          first.value(),
          (member, length) -> {
            if (intersection.has(member, length, SET_SCORE)) {
              count[0]++;
            }
            return count[0] < limit;
          });
      return count[0];
    }
    long count = 0;
    ZsetCursor cursor = zsets.cursor();
    cursor.seek(first.value(), 0);
    do {
      PackText member = cursor.member();
      if (intersection.has(member.address(), member.length(), SET_SCORE)) {
        count++;
      }
    } while (count < limit && cursor.step(false));
    return count;
  }

  // ---- difference ----

  private void subtract(AlgebraRequest request) {
    List<Operand> operands = request.operands();
    Operand first = operands.get(0);
    long othersSize = 0;
    for (int i = 1; i < operands.size(); i++) {
      if (operands.get(i).value().ref() == first.value().ref()) {
        return;
      }
      othersSize += operands.get(i).size();
    }
    if (first.size() * operands.size() / 2 <= first.size() + othersSize) {
      addWhatIsInNone(first, operands.subList(1, operands.size()));
    } else {
      addAndRemove(operands);
    }
  }

  /** O(size of the first * number of sets). */
  private void addWhatIsInNone(Operand first, List<Operand> others) {
    List<Operand> largestFirst = others.stream().sorted(LARGEST_FIRST).toList();
    forEach(
        first,
        (member, length, score) -> {
          for (Operand other : largestFirst) {
            if (contains(other, member, length)) {
              return;
            }
          }
          result.add(member, length, score);
        });
  }

  /** O(size of all sets). */
  private void addAndRemove(List<Operand> operands) {
    forEach(operands.get(0), (member, length, score) -> result.add(member, length, score));
    for (int i = 1; i < operands.size(); i++) {
      forEach(
          operands.get(i), (member, length, score) -> zsets.remove(result.value(), member, length));
    }
  }
}
