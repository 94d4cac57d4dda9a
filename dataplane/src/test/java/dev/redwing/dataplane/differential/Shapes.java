package dev.redwing.dataplane.differential;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.RespClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Replies of collections that two servers that do the same may give in another order, or with
 * another choice. The order counts where Redis has one: small sets and hashes are in that of their
 * listpack or intset. What a random command chose must be there, and not twice if it must not be.
 */
final class Shapes {
  private static final Set<String> ORDERED_ENCODINGS =
      Set.of("listpack", "intset", "quicklist", "(nil)");

  private static final Set<String> INTSETS = Set.of("intset", "(nil)");

  /** Names of keys that, in whatever database, may be small sets with an order of their own. */
  private final Set<String> ownOrder = new HashSet<>();

  /** A command and what was replied to it by us. */
  record Observed(List<String> command, Reply reply) {
    String name() {
      return Tolerance.name(command);
    }
  }

  boolean hasOwnOrder(String key) {
    return ownOrder.contains(key);
  }

  /**
   * To be told of every command that was run.
   *
   * @param before what the same connection, or transaction, ran before it
   */
  void follow(List<String> command, Reply reply, List<Observed> before) {
    switch (Tolerance.name(command)) {
      case "sunionstore", "sinterstore", "sdiffstore" -> {
        if (reply instanceof Reply.Int(long size)
            && size > 1
            && !isOrderPromised(command, before)) {
          ownOrder.add(command.get(1));
        }
      }
      case "rename", "renamenx", "copy" -> {
        if (command.size() > 2 && hasOwnOrder(command.get(1))) {
          ownOrder.add(command.get(2));
        }
      }
      default -> {}
    }
  }

  /** Whether our reply is as good as theirs. */
  boolean accept(List<String> command, Reply ours, Reply theirs, List<Observed> before) {
    return switch (Tolerance.name(command)) {
      case "smembers", "hkeys", "hvals", "sunion", "sinter", "sdiff" ->
          !isOrderPromised(command, before) && isSame(ours, theirs, 1);
      // What is put into a set first decides on its form.
      case "object" ->
          isEncoding(command)
              && hasOwnOrder(command.get(2))
              && ours instanceof Reply.Bulk
              && theirs instanceof Reply.Bulk;
      case "hgetall" -> !isOrderPromised(command, before) && isSame(ours, theirs, 2);
      case "sscan" -> !isOrderPromised(command, before) && isSameScan(ours, theirs, 1);
      case "zscan" -> !isOrderPromised(command, before) && isSameScan(ours, theirs, 2);
      case "hscan" -> !isOrderPromised(command, before) && isSameScan(ours, theirs, 2);
      case "sort", "sort_ro" ->
          !isOrderPromised(command, before) && isSameSort(command, ours, theirs);
      case "srandmember", "spop" -> isChoice(command, ours, theirs, before, "smembers", 1);
      case "zrandmember" -> isChoice(command, ours, theirs, before, "zrange", 2);
      case "hrandfield" -> isChoice(command, ours, theirs, before, "hgetall", 2);
      default -> false;
    };
  }

  // ---- order ----

  /**
   * By the probes right before, and behind what was stored over one of the keys, which ask about
   * all the keys: all that takes part is of these encodings, and has the same order everywhere.
   */
  private boolean isOrdered(List<String> keys, Set<String> encodings, List<Observed> before) {
    Set<String> missing = new HashSet<>(keys);
    for (Observed probe : before.reversed()) {
      if (isEncoding(probe.command())) {
        if (hasOwnOrder(probe.command().get(2))
            || !encodings.contains(RespClient.textOf(probe.reply()))) {
          return false;
        }
        missing.remove(probe.command().get(2));
      } else if (!probe.name().endsWith("store")
          || probe.command().stream().skip(1).limit(1).anyMatch(keys::contains)) {
        break;
      }
    }
    return missing.isEmpty();
  }

  private boolean isOrderPromised(List<String> command, List<Observed> before) {
    List<String> after = command.subList(1, command.size());
    return switch (Tolerance.name(command)) {
      // What is only replied is gathered in a table if there is more than intsets.
      case "sunion", "sdiff" -> isOrdered(after, INTSETS, before);
      case "sinter" -> isOrdered(after, ORDERED_ENCODINGS, before);
      case "sunionstore", "sdiffstore", "sinterstore" ->
          isOrdered(after.subList(1, after.size()), ORDERED_ENCODINGS, before);
      case "sort", "sort_ro" ->
          isOrdered(after.subList(0, 1), ORDERED_ENCODINGS, before) && !isSortedSet(before);
      default -> isOrdered(after.subList(0, 1), ORDERED_ENCODINGS, before);
    };
  }

  private static boolean isSortedSet(List<Observed> before) {
    return before.stream()
        .anyMatch(
            probe ->
                probe.name().equals("type") && RespClient.textOf(probe.reply()).equals("zset"));
  }

  private static boolean isEncoding(List<String> command) {
    return command.size() == 3
        && command.get(0).equalsIgnoreCase("object")
        && command.get(1).equalsIgnoreCase("encoding");
  }

  /** The same groups of {@code width} elements in any order. */
  private static boolean isSame(Reply a, Reply b, int width) {
    return a instanceof Reply.Aggregate(char x, List<Reply> these)
        && b instanceof Reply.Aggregate(char y, List<Reply> those)
        && x == y
        && groups(these, width).equals(groups(those, width));
  }

  private static List<String> groups(List<Reply> elements, int width) {
    List<String> groups = new ArrayList<>();
    for (int i = 0; i + width <= elements.size(); i += width) {
      groups.add(elements.subList(i, i + width).toString());
    }
    groups.sort(null);
    return groups;
  }

  private static boolean isSameScan(Reply a, Reply b, int width) {
    return a instanceof Reply.Aggregate(char x, List<Reply> these)
        && b instanceof Reply.Aggregate(char y, List<Reply> those)
        && x == y
        && these.size() == 2
        && those.size() == 2
        && these.getFirst().equals(those.getFirst())
        && isSame(these.getLast(), those.getLast(), width);
  }

  /** Of an order that is open LIMIT shows anything. */
  private static boolean isSameSort(List<String> command, Reply a, Reply b) {
    int width = Math.max(1, (int) command.stream().filter("get"::equalsIgnoreCase).count());
    if (command.stream().noneMatch("limit"::equalsIgnoreCase)) {
      return isSame(a, b, width);
    }
    return a instanceof Reply.Aggregate(char x, List<Reply> these)
        && b instanceof Reply.Aggregate(char y, List<Reply> those)
        && x == y
        && these.size() == those.size();
  }

  // ---- chance ----

  private static boolean isChoice(
      List<String> command,
      Reply ours,
      Reply theirs,
      List<Observed> before,
      String all,
      int width) {
    if (before.isEmpty()
        || !before.getLast().name().equals(all)
        || !before.getLast().command().subList(1, 2).equals(command.subList(1, 2))
        || !(before.getLast().reply() instanceof Reply.Aggregate(char type, var members))) {
      return false;
    }
    if (ours instanceof Reply.Bulk) {
      return theirs instanceof Reply.Bulk && chosenFrom(members, width, 1).contains(key(ours));
    }
    if (!(ours instanceof Reply.Aggregate(char x, List<Reply> these))
        || !(theirs instanceof Reply.Aggregate(char y, List<Reply> those))
        || x != y
        || these.size() != those.size()) {
      return false;
    }
    boolean withValues = command.size() > 3;
    List<String> chosen = chosen(these, withValues);
    boolean repeats = command.get(2).startsWith("-");
    return chosen.size() == chosen(those, withValues).size()
        && chosenFrom(members, width, withValues ? 2 : 1).containsAll(chosen)
        && (repeats || new HashSet<>(chosen).size() == chosen.size());
  }

  private static String key(Reply reply) {
    return List.of(reply).toString();
  }

  /** RESP3 has each pair in an array of its own. */
  private static List<String> chosen(List<Reply> replies, boolean withValues) {
    List<String> chosen = new ArrayList<>();
    boolean nested =
        withValues && !replies.isEmpty() && replies.getFirst() instanceof Reply.Aggregate;
    int step = withValues && !nested ? 2 : 1;
    for (int i = 0; i + step <= replies.size(); i += step) {
      chosen.add(
          nested
              ? ((Reply.Aggregate) replies.get(i)).elements().toString()
              : replies.subList(i, i + step).toString());
    }
    return chosen;
  }

  private static Set<String> chosenFrom(List<Reply> members, int step, int width) {
    Set<String> choices = new HashSet<>();
    List<Reply> flat = flat(members);
    for (int i = 0; i + step <= flat.size(); i += step) {
      choices.add(flat.subList(i, i + width).toString());
    }
    return choices;
  }

  /** RESP3 has members with scores in pairs. */
  private static List<Reply> flat(List<Reply> members) {
    List<Reply> flat = new ArrayList<>();
    for (Reply each : members) {
      if (each instanceof Reply.Aggregate(char type, List<Reply> pair)) {
        flat.addAll(pair);
      } else {
        flat.add(each);
      }
    }
    return flat;
  }

  /** Whether a command's reply depends on order or chance, so that {@link #follow} must know it. */
  static boolean matters(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "object",
          "smembers",
          "type",
          "hgetall",
          "zrange",
          "sunionstore",
          "sinterstore",
          "sdiffstore",
          "rename",
          "renamenx",
          "copy",
          "exec" ->
          true;
      default -> false;
    };
  }
}
