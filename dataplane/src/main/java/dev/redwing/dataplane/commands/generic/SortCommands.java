package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.collect.StagedValue;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.list.ListType;
import dev.redwing.dataplane.type.list.ListWalk;
import dev.redwing.dataplane.type.zset.ZsetType;
import java.util.ArrayList;
import java.util.List;

/** SORT and SORT_RO, as sort.c of Redis 7.2 has them. */
final class SortCommands {
  private static final String NO_SCORE = "ERR One or more scores can't be converted into double";

  /** The access clock of a key that is new. */
  private static final int NOW = -1;

  private final StagedValue result = new StagedValue();

  void sort(CommandContext context) {
    SortRequest request = SortRequest.read(context, true);
    if (request != null) {
      run(context, request);
    }
  }

  void sortRo(CommandContext context) {
    SortRequest request = SortRequest.read(context, false);
    if (request != null) {
      run(context, request);
    }
  }

  private void run(CommandContext context, SortRequest asked) {
    long ref = context.lookup(1);
    int type = ref == 0 ? ValueType.LIST : Entry.type(context.database().address(ref));
    if (type != ValueType.LIST && type != ValueType.SET && type != ValueType.ZSET) {
      context.reply().error(Errors.WRONG_TYPE);
      return;
    }
    boolean orderless = type == ValueType.SET && asked.isUnsorted() && asked.destination() > 0;
    SortRequest request = orderless ? asked.alphabetically() : asked;
    try (SortRows rows = new SortRows()) {
      if (type == ValueType.ZSET && request.isUnsorted()) {
        addRange(context, request, ref, rows);
        answer(context, request, new SortWindow(rows, 0, rows.count(), false));
        return;
      }
      if (ref != 0) {
        addAll(context, ref, type, rows);
      }
      if (!request.isUnsorted()) {
        if (!weigh(context, request, rows)) {
          context.reply().error(NO_SCORE);
          return;
        }
        rows.sort(SortOrder.of(request));
      }
      long from = Math.clamp(request.first(), 0, rows.count());
      long left = rows.count() - from;
      long count = request.count() < 0 ? left : Math.min(request.count(), left);
      boolean backwards = request.isUnsorted() && type == ValueType.LIST && request.descending();
      answer(context, request, new SortWindow(rows, from, count, backwards));
    }
  }

  private static void addAll(CommandContext context, long ref, int type, SortRows rows) {
    EntryValue value =
        new EntryValue(context.keyspace()).attach(context.database(), context.hash(1), ref);
    if (type == ValueType.ZSET) {
      ZsetType zsets = context.keyspace().types().zsets();
      enlarge(zsets, value);
      zsets.forEach(value, (member, length, score) -> rows.add(member, length));
    } else if (type == ValueType.SET) {
      context.keyspace().types().sets().forEach(value, rows::add);
    } else {
      try (ListWalk walk = new ListWalk(context.keyspace().arena())) {
        walk.forEach(value.encoding(), value.address(), rows::add);
      }
    }
  }

  /** Adds what LIMIT asks for of a sorted set in its own order; only that is read. */
  private static void addRange(
      CommandContext context, SortRequest request, long ref, SortRows rows) {
    EntryValue value =
        new EntryValue(context.keyspace()).attach(context.database(), context.hash(1), ref);
    ZsetType zsets = context.keyspace().types().zsets();
    enlarge(zsets, value);
    long size = ZsetType.size(value);
    long first = Math.clamp(request.first(), 0, size);
    long count = request.count() < 0 ? size : Math.min(request.count(), size - first);
    boolean backwards = request.descending();
    zsets.forEach(
        value,
        backwards ? size - 1 - first : first,
        count,
        backwards,
        (member, length, score) -> rows.add(member, length));
  }

  /** SORT leaves a sorted set in its large form, as OBJECT ENCODING tells, though it only reads. */
  private static void enlarge(ZsetType zsets, EntryValue value) {
    zsets.expect(value, Long.MAX_VALUE, 0);
  }

  /** Finds what each element is sorted by; false if something is no number and must be one. */
  private static boolean weigh(CommandContext context, SortRequest request, SortRows rows) {
    SortPattern by = request.by();
    boolean numbers = true;
    try (SortLookup lookup = by == null ? null : new SortLookup(context, by)) {
      for (long i = 0; i < rows.count(); i++) {
        long row = rows.row(i);
        if (lookup != null) {
          if (!lookup.find(rows.element(row), rows.elementLength(row))) {
            rows.removeWeight(row);
            continue;
          }
          rows.setWeight(row, lookup.address(), lookup.length());
        }
        if (!request.alphabetic()) {
          double score = SortOrder.score(rows.weight(row), rows.weightLength(row));
          rows.setScore(row, score);
          numbers = numbers && !Double.isNaN(score);
        }
      }
    }
    return numbers;
  }

  // ---- the result ----

  /** Takes the values that SORT results in, in order. */
  private interface Taker {
    void value(long address, int length);

    void nothing();
  }

  private void answer(CommandContext context, SortRequest request, SortWindow window) {
    if (request.destination() > 0) {
      store(context, request, window);
      return;
    }
    ReplyWriter reply = context.reply();
    reply.array(Math.multiplyExact((int) window.count(), Math.max(1, request.gets().size())));
    show(
        context,
        request,
        window,
        new Taker() {
          @Override
          public void value(long address, int length) {
            reply.bulk(address, length);
          }

          @Override
          public void nothing() {
            reply.nullBulk();
          }
        });
  }

  private static void show(
      CommandContext context, SortRequest request, SortWindow window, Taker taker) {
    List<SortLookup> gets = new ArrayList<>();
    request.gets().forEach(pattern -> gets.add(new SortLookup(context, pattern)));
    try {
      SortRows rows = window.rows();
      for (long i = 0; i < window.count(); i++) {
        long row = window.row(i);
        if (gets.isEmpty()) {
          taker.value(rows.element(row), rows.elementLength(row));
        }
        for (SortLookup get : gets) {
          if (get.find(rows.element(row), rows.elementLength(row))) {
            taker.value(get.address(), get.length());
          } else {
            taker.nothing();
          }
        }
      }
    } finally {
      gets.forEach(SortLookup::close);
    }
  }

  private void store(CommandContext context, SortRequest request, SortWindow window) {
    ListType lists = context.keyspace().types().lists();
    try {
      show(
          context,
          request,
          window,
          new Taker() {
            @Override
            public void value(long address, int length) {
              append(lists, address, length);
            }

            @Override
            public void nothing() {
              append(lists, 0, 0);
            }
          });
      long stored = window.count() * Math.max(1, request.gets().size());
      put(context, request.destination(), stored);
      context.reply().integer(stored);
    } finally {
      if (result.isPresent()) {
        // Memory has run out.
        lists.free(result);
        result.clear();
      }
    }
  }

  private void append(ListType lists, long address, int length) {
    if (!result.isPresent()) {
      ListType.init(result);
    }
    lists.expect(result, length, 1);
    lists.push(result, false, address, length);
  }

  /** Under the key that is argument {@code index}, over what is there; nothing deletes it. */
  private void put(CommandContext context, int index, long stored) {
    long hash = context.hash(index);
    long key = context.address(index);
    int length = context.length(index);
    if (stored > 0) {
      // What has expired there is deleted, and that propagated, before something is put over it.
      context.peek(index);
    }
    if (stored > 0) {
      long ref =
          context.database().store(hash, key, length, ValueType.LIST, result, Entry.NO_EXPIRY, NOW);
      // What it owns is the entry's now.
      result.clear();
      context.database().touched(hash, ref);
      context.changed(stored);
    } else if (context.database().delete(hash, key, length)) {
      context.changed(1);
    }
  }
}
