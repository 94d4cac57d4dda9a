package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.collect.StagedValue;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.list.ListType;
import dev.redwing.dataplane.type.list.ListWalk;
import dev.redwing.dataplane.type.zset.ZsetType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * SORT and SORT_RO, as sort.c of Redis 7.2 has them. The elements are copied to the heap: the
 * command is O(n log n) whatever it is made of.
 */
final class SortCommands {
  private static final String NO_SCORE = "ERR One or more scores can't be converted into double";
  private static final byte[] EMPTY = {};

  /** The access clock of a key that is new. */
  private static final int NOW = -1;

  private final StagedValue result = new StagedValue();

  /** An element and what it is sorted by: a number, or a text that may be absent. */
  private static final class Weighed {
    private final byte[] element;
    private final double score;
    private final byte @Nullable [] weight;

    Weighed(byte[] element, double score, byte @Nullable [] weight) {
      this.element = element;
      this.score = score;
      this.weight = weight;
    }
  }

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
    if (type == ValueType.ZSET && request.isUnsorted()) {
      answer(context, request, range(context, request, ref));
      return;
    }
    List<byte[]> elements = ref == 0 ? List.of() : elements(context, ref, type);
    List<byte[]> ordered =
        request.isUnsorted()
            ? unsorted(elements, type == ValueType.LIST && request.descending())
            : sorted(context, request, elements);
    if (ordered == null) {
      context.reply().error(NO_SCORE);
      return;
    }
    answer(context, request, window(ordered, request));
  }

  private void answer(CommandContext context, SortRequest request, List<byte[]> shown) {
    if (request.destination() > 0) {
      store(context, request, shown);
    } else {
      reply(context, request, shown);
    }
  }

  private static List<byte[]> elements(CommandContext context, long ref, int type) {
    List<byte[]> elements = new ArrayList<>();
    EntryValue value =
        new EntryValue(context.keyspace()).attach(context.database(), context.hash(1), ref);
    if (type == ValueType.ZSET) {
      ZsetType zsets = context.keyspace().types().zsets();
      enlarge(zsets, value);
      zsets.forEach(
          value, (member, length, score) -> elements.add(NativeMemory.toBytes(member, length)));
    } else if (type == ValueType.SET) {
      context
          .keyspace()
          .types()
          .sets()
          .forEach(value, (member, length) -> elements.add(NativeMemory.toBytes(member, length)));
    } else {
      try (ListWalk walk = new ListWalk(context.keyspace().arena())) {
        walk.forEach(
            value.encoding(),
            value.address(),
            (element, length) -> elements.add(NativeMemory.toBytes(element, length)));
      }
    }
    return elements;
  }

  /** What LIMIT asks for of a sorted set in its own order; only that is read. */
  private static List<byte[]> range(CommandContext context, SortRequest request, long ref) {
    EntryValue value =
        new EntryValue(context.keyspace()).attach(context.database(), context.hash(1), ref);
    ZsetType zsets = context.keyspace().types().zsets();
    enlarge(zsets, value);
    long size = ZsetType.size(value);
    long first = Math.clamp(request.first(), 0, size);
    long count = request.count() < 0 ? size : Math.min(request.count(), size - first);
    boolean backwards = request.descending();
    List<byte[]> range = new ArrayList<>();
    zsets.forEach(
        value,
        backwards ? size - 1 - first : first,
        count,
        backwards,
        (member, length, score) -> range.add(NativeMemory.toBytes(member, length)));
    return range;
  }

  /** SORT leaves a sorted set in its large form, as OBJECT ENCODING tells, though it only reads. */
  private static void enlarge(ZsetType zsets, EntryValue value) {
    zsets.expect(value, Long.MAX_VALUE, 0);
  }

  private static List<byte[]> unsorted(List<byte[]> elements, boolean backwards) {
    return backwards ? elements.reversed() : elements;
  }

  private static List<byte[]> window(List<byte[]> ordered, SortRequest request) {
    int size = ordered.size();
    int from = Math.clamp(request.first(), 0, size);
    long count = request.count() < 0 ? size : Math.min(request.count(), size);
    return ordered.subList(from, (int) Math.min(from + count, size));
  }

  // ---- the order ----

  /** Null if something is no number. */
  private static @Nullable List<byte[]> sorted(
      CommandContext context, SortRequest request, List<byte[]> elements) {
    SortPattern by = request.by();
    List<Weighed> weighed = new ArrayList<>(elements.size());
    boolean numbers = true;
    for (byte[] element : elements) {
      byte[] weight = by == null ? element : by.lookup(context, element);
      double score = 0;
      if (!request.alphabetic() && weight != null) {
        score = score(weight);
        numbers = numbers && !Double.isNaN(score);
      }
      weighed.add(new Weighed(element, score, weight));
    }
    if (!numbers) {
      return null;
    }
    boolean stored = request.destination() > 0;
    Comparator<Weighed> order =
        request.alphabetic() ? (a, b) -> compareTexts(a, b, stored) : SortCommands::compareScores;
    weighed.sort(request.descending() ? order.reversed() : order);
    return weighed.stream().map(each -> each.element).toList();
  }

  private static int compareScores(Weighed a, Weighed b) {
    // Not Double.compare, for which -0 is less than 0.
    if (a.score < b.score) {
      return -1;
    }
    return a.score > b.score ? 1 : Arrays.compareUnsigned(a.element, b.element);
  }

  private static int compareTexts(Weighed a, Weighed b, boolean stored) {
    if (a.weight == null || b.weight == null) {
      return Boolean.compare(a.weight != null, b.weight != null);
    }
    // What is stored must be the same everywhere; what is replied goes by the locale's order,
    // which is that of C here: up to the first zero byte.
    return stored
        ? Arrays.compareUnsigned(a.weight, b.weight)
        : Arrays.compareUnsigned(a.weight, 0, visible(a.weight), b.weight, 0, visible(b.weight));
  }

  private static int visible(byte[] text) {
    for (int i = 0; i < text.length; i++) {
      if (text[i] == 0) {
        return i;
      }
    }
    return text.length;
  }

  /** What strtod makes of a text up to its first zero byte; NaN if that is not all of it. */
  private static double score(byte[] weight) {
    int end = visible(weight);
    if (end == 0) {
      return 0;
    }
    int from = 0;
    while (from < end && (weight[from] == ' ' || (weight[from] >= '\t' && weight[from] <= '\r'))) {
      from++;
    }
    String text = new String(weight, from, end - from, StandardCharsets.ISO_8859_1);
    double score = AsciiNumbers.parseDouble(text);
    return isUnderflow(text, score) ? Double.NaN : score;
  }

  /**
   * What strtod complains about, and other commands do not mind: bits of a tiny number are lost.
   */
  private static boolean isUnderflow(String text, double score) {
    return score != 0
        && Math.abs(score) < Double.MIN_NORMAL
        && text.toLowerCase(Locale.ROOT).indexOf('x') < 0
        && new BigDecimal(text).compareTo(new BigDecimal(score)) != 0;
  }

  // ---- the result ----

  private static void reply(CommandContext context, SortRequest request, List<byte[]> shown) {
    ReplyWriter reply = context.reply();
    reply.array(Math.multiplyExact(shown.size(), Math.max(1, request.gets().size())));
    for (byte[] element : shown) {
      if (request.gets().isEmpty()) {
        reply.bulk(element);
      }
      for (SortPattern get : request.gets()) {
        byte[] found = get.lookup(context, element);
        if (found == null) {
          reply.nullBulk();
        } else {
          reply.bulk(found);
        }
      }
    }
  }

  private void store(CommandContext context, SortRequest request, List<byte[]> shown) {
    ListType lists = context.keyspace().types().lists();
    try {
      store(context, request, shown, lists);
    } finally {
      if (result.isPresent()) {
        // Memory has run out.
        lists.free(result);
        result.clear();
      }
    }
  }

  private void store(
      CommandContext context, SortRequest request, List<byte[]> shown, ListType lists) {
    long stored = 0;
    for (byte[] element : shown) {
      if (request.gets().isEmpty()) {
        append(lists, element);
        stored++;
      }
      for (SortPattern get : request.gets()) {
        byte[] found = get.lookup(context, element);
        append(lists, found == null ? EMPTY : found);
        stored++;
      }
    }
    put(context, request.destination(), stored);
    context.reply().integer(stored);
  }

  private void append(ListType lists, byte[] element) {
    if (!result.isPresent()) {
      ListType.init(result);
    }
    lists.expect(result, element.length, 1);
    try (NativeBuffer copy = new NativeBuffer(Math.max(1, element.length))) {
      NativeMemory.copyIn(element, 0, copy.address(), element.length);
      lists.push(result, false, copy.address(), element.length);
    }
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
