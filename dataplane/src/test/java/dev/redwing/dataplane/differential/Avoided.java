package dev.redwing.dataplane.differential;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What no script has, since the references disagree on it and then hold other data for the rest of
 * the script. ReferencesDisagreeTest has it one by one.
 */
final class Avoided {
  /**
   * In transactions. The first two make Valkey 8 refuse EXEC; the others Redis 7.0, which does not
   * know them.
   */
  private static final Set<String> LEFT_OUT = Set.of("multi", "watch", "no-touch", "setinfo");

  /** Valkey 8 refuses others. */
  private static final Set<String> TYPES = Set.of("string", "hash", "set", "list", "zset");

  private static final Set<String> CURSORS = Set.of("0", "x", "1.5");
  private static final Set<String> COUNTS = Set.of("1000", "10000", "x", "0", "-1");

  private static final Set<String> WAITED_FOR = Set.of("0", "-1", "x");

  /** A positive number that is a {@code long}; others are errors everywhere. */
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

  /** Ten minutes. */
  private static final long SOONEST_MILLIS = 600_000;

  /** Whether a number was met that makes Redis's SORT fail, whatever it sorts. */
  private boolean outOfRange;

  /** Whether keys may have expired that nobody has met yet. */
  private boolean expiring;

  private static final Pattern OUT_OF_RANGE =
      Pattern.compile("\\(?[-+ ]*([0-9.]+e-?[0-9]{3,}|[0-9]{20,})\\s*", Pattern.CASE_INSENSITIVE);

  private final boolean[] mayBeIn = new boolean[ScriptGenerator.CONNECTIONS];

  /** Whether the connection may be between MULTI and EXEC. */
  boolean mayBeIn(int connection) {
    return mayBeIn[connection];
  }

  boolean allows(Step step) {
    boolean allowed =
        switch (step.name()) {
          case "scan" -> isWholeScan(step.words()) && (!expiring || !hasType(step.words()));
          case "restore", "restore-asking" -> !isRestoredForOddTime(step.words());
          case "set", "getex" -> step.words().size() < 2 || !isNearOrPast(step.words());
          case "sscan", "hscan", "zscan" ->
              isWholeScan(step.words().subList(1, step.words().size()));
          case "srandmember", "hrandfield", "zrandmember" -> !isLong(step.words());
          case "zrangestore" -> !hasNegativeOffset(step.words());
          case "lset" -> !isCutOff(step.words());
          case "sort", "sort_ro" ->
              !SortRows.leavesOrderOpen(step.words())
                  && !(expiring && SortRows.looksUpAny(step.words()))
                  && !(outOfRange && step.words().stream().anyMatch("store"::equalsIgnoreCase));
          case "config" ->
              step.words().stream().noneMatch(w -> w.contains("\0"))
                  && Thresholds.allow(step.words());
          case "client" -> step.words().stream().noneMatch(w -> w.contains("\0"));
          // Those really wait.
          case "wait" -> step.words().size() < 3 || WAITED_FOR.contains(step.words().get(1));
          case "debug" ->
              !step.words().get(step.words().size() > 1 ? 1 : 0).equalsIgnoreCase("sleep")
                  || step.words().equals(List.of(step.words().get(0), step.words().get(1), "0"));
          default -> true;
        };
    if (!allowed) {
      return false;
    }
    if (!mayBeIn[step.connection()]) {
      return true;
    }
    return !LEFT_OUT.contains(step.name())
        && (step.words().size() < 2
            || !step.name().equals("client")
            || !LEFT_OUT.contains(step.words().get(1).toLowerCase(Locale.ROOT)));
  }

  /** From where Valkey 8 counts in a skiplist. */
  static boolean hasNegativeOffset(List<String> words) {
    for (int i = 4; i + 1 < words.size(); i++) {
      if (words.get(i).equalsIgnoreCase("limit") && words.get(i + 1).startsWith("-")) {
        return true;
      }
    }
    return false;
  }

  /** An index of more than 32 bits, of which Valkey 8 takes the lower half. */
  private static boolean isCutOff(List<String> words) {
    return words.size() > 2 && words.get(2).matches("-?[0-9]{10,19}");
  }

  /** Numbers that C's strtod, strtold or strtoul has no room for. */
  static boolean isOutOfRange(Step step) {
    return step.words().stream().anyMatch(word -> OUT_OF_RANGE.matcher(word).matches());
  }

  /** Any number of members, one after another. */
  private static boolean isLong(List<String> words) {
    return words.size() > 2
        && words.get(2).matches("-[0-9]{4,19}")
        && !words.get(2).equals("-9223372036854775808");
  }

  /** Redis deletes keys that have expired whatever their type, Valkey 8 those of the type. */
  private static boolean hasType(List<String> words) {
    return words.stream().anyMatch("type"::equalsIgnoreCase);
  }

  /** A cursor means nothing to another server, and Valkey 8 takes fewer of them. */
  private static boolean isWholeScan(List<String> words) {
    if (words.size() > 1 && !CURSORS.contains(words.get(1))) {
      return false;
    }
    for (int i = 2; i + 1 < words.size(); i++) {
      String next = words.get(i + 1);
      if (words.get(i).equalsIgnoreCase("type") && !TYPES.contains(next.toLowerCase(Locale.ROOT))) {
        return false;
      }
      if (words.get(i).equalsIgnoreCase("count") && !COUNTS.contains(next)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a damaged option gives a key a time that may pass while the script runs, or, to SET,
   * one that has passed, which Valkey 8 takes for a deletion.
   */
  private static boolean isNearOrPast(List<String> words) {
    boolean set = words.getFirst().equalsIgnoreCase("set");
    for (int i = 2; i + 1 < words.size(); i++) {
      if (!NUMBER.matcher(words.get(i + 1)).matches()) {
        continue;
      }
      long time = Long.parseLong(words.get(i + 1));
      boolean avoided =
          switch (words.get(i).toLowerCase(Locale.ROOT)) {
            case "ex" -> time < SOONEST_MILLIS / 1000;
            case "px" -> time < SOONEST_MILLIS;
            case "exat" -> set && time < Draw.FAR_MILLIS / 1000;
            case "pxat" -> set && time < Draw.FAR_MILLIS;
            default -> false;
          };
      if (avoided) {
        return true;
      }
    }
    return false;
  }

  /** A time from now, since ABSTTL was lost, that overflows or that may pass meanwhile. */
  private static boolean isRestoredForOddTime(List<String> words) {
    if (words.size() < 3 || words.stream().anyMatch("absttl"::equalsIgnoreCase)) {
      return false;
    }
    String time = words.get(2);
    return time.length() > 16
        || (NUMBER.matcher(time).matches() && Long.parseLong(time) < SOONEST_MILLIS);
  }

  void follow(Step step) {
    expiring = expiring || step.awaitsExpiry();
    outOfRange = outOfRange || isOutOfRange(step);
    int connection = step.connection();
    switch (step.name()) {
      case "multi" -> mayBeIn[connection] = true;
      case "exec" -> mayBeIn[connection] = false;
      case "discard", "reset" ->
          mayBeIn[connection] = mayBeIn[connection] && step.words().size() > 1;
      default -> {}
    }
  }

  /** Whether a script, or what is left of one, has nothing that is left out. */
  static boolean allow(List<Step> script) {
    Avoided avoided = new Avoided();
    for (Step step : script) {
      if (!avoided.allows(step)) {
        return false;
      }
      avoided.follow(step);
    }
    return Probes.areComplete(script);
  }
}
