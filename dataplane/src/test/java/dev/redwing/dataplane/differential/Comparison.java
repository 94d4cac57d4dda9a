package dev.redwing.dataplane.differential;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.resp.ReplyReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what three servers did with one script: ours, redis-server, valkey-server. */
final class Comparison {
  private static final int SHOWN = 2000;

  /** Commands before another one that say something about its reply. */
  private static final int REMEMBERED = 16;

  private final List<List<List<String>>> queued = new ArrayList<>();
  private final List<List<Shapes.Observed>> before = new ArrayList<>();
  private final Shapes shapes = new Shapes();

  /** Keys that were tables once: what they are loaded as is in the order of a server's own. */
  private final Set<String> tables = new HashSet<>();

  /** Sets that were listpacks before they were loaded, which our files do not tell. */
  private final Set<String> smallSets = new HashSet<>();

  Comparison() {
    for (int i = 0; i < ScriptGenerator.CONNECTIONS; i++) {
      queued.add(new ArrayList<>());
      before.add(new ArrayList<>());
    }
  }

  /** What is wrong with our replies to these steps, the next ones of the script; or null. */
  @Nullable String replies(
      List<Step> steps, List<String> ours, List<String> redis, List<String> valkey) {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (!isAccepted(step, ours.get(i), redis.get(i), valkey.get(i))) {
        return "%s%n   ours %s%n  redis %s%n valkey %s"
            .formatted(step, shown(ours.get(i)), shown(redis.get(i)), shown(valkey.get(i)));
      }
      follow(step, ours.get(i));
    }
    return null;
  }

  private static String shown(String reply) {
    String text = reply.replace("\r", "\\r").replace("\n", "\\n");
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  /** Keeps in mind what EXEC's reply will be made of, and what has an order. */
  private void follow(Step step, String reply) {
    List<List<String>> queue = queued.get(step.connection());
    List<Shapes.Observed> seen = before.get(step.connection());
    forgetProbesOfOthers(step.connection());
    if (reply.equals("+QUEUED\r\n")) {
      queue.add(step.words());
      return;
    }
    if (step.name().equals("exec")) {
      if (parse(reply) instanceof Reply.Aggregate(char type, List<Reply> replies)
          && replies.size() == queue.size()) {
        List<Shapes.Observed> inside = new ArrayList<>();
        for (int i = 0; i < queue.size(); i++) {
          remember(queue.get(i), replies.get(i), inside);
        }
      }
      seen.clear();
    } else if (Shapes.matters(step.name())) {
      remember(step.words(), parse(reply), seen);
    } else {
      seen.clear();
    }
    if (List.of("exec", "discard", "reset").contains(step.name())) {
      queue.clear();
    }
  }

  /** What they said of a key may have been changed, and a command's own are right before it. */
  private void forgetProbesOfOthers(int connection) {
    for (int i = 0; i < before.size(); i++) {
      if (i != connection) {
        before.get(i).clear();
      }
    }
  }

  private void remember(List<String> command, Reply reply, List<Shapes.Observed> seen) {
    shapes.follow(command, reply, seen);
    seen.add(new Shapes.Observed(command, reply));
    if (seen.size() > REMEMBERED) {
      seen.removeFirst();
    }
  }

  private boolean isAccepted(Step step, String ours, String redis, String valkey) {
    if (ours.equals(valkey)) {
      return true;
    }
    Reply ourReply = parse(ours);
    Reply redisReply = parse(redis);
    Reply valkeyReply = parse(valkey);
    if (step.name().equals("exec") && ourReply instanceof Reply.Aggregate(char type, var all)) {
      return type == '*'
          && areAccepted(queued.get(step.connection()), all, redisReply, valkeyReply);
    }
    List<Shapes.Observed> seen = before.get(step.connection());
    return isAccepted(step.words(), ourReply, redisReply, valkeyReply, seen);
  }

  /** Where redis-server has refused the transaction, Valkey alone says what is right. */
  private boolean areAccepted(
      List<List<String>> commands, List<Reply> ours, Reply redis, Reply valkey) {
    if (!(valkey instanceof Reply.Aggregate(char type, List<Reply> theirs))
        || ours.size() != theirs.size()
        || ours.size() != commands.size()) {
      return false;
    }
    List<Shapes.Observed> inside = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      Reply other =
          redis instanceof Reply.Aggregate(char c, List<Reply> all) && all.size() == ours.size()
              ? all.get(i)
              : ours.get(i);
      if (!isAccepted(commands.get(i), ours.get(i), other, theirs.get(i), inside)) {
        return false;
      }
      remember(commands.get(i), ours.get(i), inside);
    }
    return true;
  }

  private boolean isAccepted(
      List<String> command, Reply ours, Reply redis, Reply valkey, List<Shapes.Observed> seen) {
    return Tolerance.isSame(command, ours, valkey)
        || shapes.accept(command, ours, valkey, seen)
        || IntendedDifferences.explain(command, ours, redis, valkey);
  }

  private static Reply parse(String reply) {
    ReplyReader reader = new ReplyReader();
    byte[] bytes = Contestant.latin(reply);
    reader.feed(bytes, 0, bytes.length);
    return Objects.requireNonNull(reader.next());
  }

  // ---- data and effects ----

  /** To be called again after each reload: what was a table keeps no order. */
  @Nullable String data(
      String when, List<Data.Entry> ours, List<Data.Entry> redis, List<Data.Entry> valkey) {
    boolean loaded = when.startsWith("after");
    for (int i = 0; i < Math.max(ours.size(), valkey.size()); i++) {
      if (i >= ours.size() || i >= valkey.size() || !isSame(ours.get(i), valkey.get(i), loaded)) {
        return "data %s%n   ours %s%n  redis %s%n valkey %s"
            .formatted(when, at(ours, i), at(redis, i), at(valkey, i));
      }
    }
    return null;
  }

  private boolean isSame(Data.Entry ours, Data.Entry valkey, boolean loaded) {
    String name = ours.database() + " " + ours.key();
    boolean ownOrder = shapes.hasOwnOrder(ours.key());
    if (!loaded && ours.isSet() && ours.encoding().equals("listpack")) {
      smallSets.add(name);
    }
    boolean freeForm = ownOrder || (loaded && smallSets.contains(name));
    boolean sameEncoding = ours.encoding().equals(valkey.encoding()) || (ours.isSet() && freeForm);
    if (ours.isTable() || !ours.encoding().equals(valkey.encoding())) {
      tables.add(name);
    }
    return (sameEncoding || IntendedDifferences.explainEncoding(ours.encoding(), valkey.encoding()))
        && ours.isSameAs(valkey, !freeForm && !tables.contains(name));
  }

  private static Object at(List<?> list, int index) {
    return index < list.size() ? Objects.requireNonNull(list.get(index)) : "(no more)";
  }

  /** What went to the AOF. */
  static @Nullable String effects(
      List<List<String>> ours, List<List<String>> redis, List<List<String>> valkey) {
    List<List<String>> mine = normalized(ours);
    List<List<String>> theirs = normalized(valkey);
    List<List<String>> others = normalized(redis);
    for (int i = 0; i < Math.max(mine.size(), theirs.size()); i++) {
      if (i >= mine.size() || i >= theirs.size() || !isAcceptedEffect(mine.get(i), theirs.get(i))) {
        return "effect %d%n   ours %s%n  redis %s%n valkey %s"
            .formatted(i, around(mine, i), around(others, i), around(theirs, i));
      }
    }
    return null;
  }

  private static String around(List<List<String>> effects, int index) {
    List<String> shown = new ArrayList<>();
    for (int i = Math.max(0, index - 2); i < Math.min(effects.size(), index + 3); i++) {
      shown.add(Step.of(0, effects.get(i)).toString().substring(3));
    }
    return String.join(" | ", shown);
  }

  private static boolean isAcceptedEffect(List<String> ours, List<String> valkey) {
    return isSameEffect(ours, valkey) || IntendedDifferences.explainEffect(ours, valkey);
  }

  private static boolean isSameEffect(List<String> a, List<String> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!Tolerance.isSameWord(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * SCAN meets expired keys in the order of the table, and we put their DELs in a unit. A SELECT
   * before MULTI and one behind it are the same.
   */
  private static List<List<String>> normalized(List<List<String>> effects) {
    List<List<String>> sorted = new ArrayList<>(effects);
    maskPopped(sorted);
    for (int i = 0; i + 1 < sorted.size(); i++) {
      if (sorted.get(i).equals(List.of("MULTI")) && sorted.get(i + 1).getFirst().equals("SELECT")) {
        Collections.swap(sorted, i, i + 1);
      }
    }
    for (int begin = 1; begin < sorted.size(); begin++) {
      int end = endOfDeletions(sorted, begin);
      if (end > begin && isUnit(sorted, begin - 1, end)) {
        sorted.remove(end);
        sorted.remove(begin - 1);
      }
    }
    for (int begin = 0; begin < sorted.size(); begin++) {
      int end = endOfDeletions(sorted, begin);
      sorted.subList(begin, end).sort((a, b) -> a.get(1).compareTo(b.get(1)));
      begin = Math.max(begin, end);
    }
    return sorted;
  }

  private static int endOfDeletions(List<List<String>> effects, int begin) {
    int end = begin;
    while (end < effects.size() && isDeletion(effects.get(end))) {
      end++;
    }
    return end;
  }

  /** What SPOP chose, and what was deleted after it ({@link Probes#deletion}). */
  private static void maskPopped(List<List<String>> effects) {
    for (int i = 0; i + 1 < effects.size(); i++) {
      List<String> removed = effects.get(i);
      if (removed.size() > 2
          && removed.getFirst().equals("SREM")
          && effects.get(i + 1).equals(List.of("DEL", removed.get(1)))) {
        effects.set(i, List.of("SREM", removed.get(1), removed.size() - 2 + " members"));
      }
    }
  }

  private static boolean isUnit(List<List<String>> effects, int multi, int exec) {
    return multi >= 0
        && exec < effects.size()
        && effects.get(multi).equals(List.of("MULTI"))
        && effects.get(exec).equals(List.of("EXEC"));
  }

  private static boolean isDeletion(List<String> effect) {
    return effect.size() == 2 && effect.getFirst().equals("DEL");
  }
}
