package dev.redwing.dataplane.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Commands that a script has right before or behind another one, to tell what is to be expected of
 * its reply ({@link Shapes}) or to make all servers hold the same again. Each function takes the
 * command's words, which may be damaged ones.
 */
final class Probes {
  /** Where a copy of what a command replies is stored; no grammar draws it. */
  private static final String RESULT = "result";

  private static final Set<String> ALGEBRA = Set.of("sinter", "sunion", "sdiff");

  private Probes() {}

  /** Asks for the encoding of the key: replies of small sets and hashes have an order. */
  static List<List<String>> encoding(List<String> words) {
    return words.size() < 2 ? List.of() : List.of(encodingOf(words.get(1)));
  }

  /** The same for SORT, which finds the members of small sorted sets in a table's order, too. */
  static List<List<String>> typeAndEncoding(List<String> words) {
    return words.size() < 2
        ? List.of()
        : List.of(List.of("TYPE", words.get(1)), encodingOf(words.get(1)));
  }

  private static List<String> encodingOf(String key) {
    return List.of("OBJECT", "ENCODING", key);
  }

  private static List<List<String>> encodings(List<String> words, int from) {
    List<List<String>> probes = new ArrayList<>();
    for (String key : words.subList(Math.min(from, words.size()), words.size())) {
      probes.add(encodingOf(key));
    }
    return probes;
  }

  /** For SUNIONSTORE and the like: whether what is stored has an order. */
  static List<List<String>> encodingsOfSources(List<String> words) {
    return encodings(words, 2);
  }

  /** For SUNION and the like: what is replied has an order if the sets and the result have one. */
  static List<List<String>> encodingsOfSourcesAndResult(List<String> words) {
    List<List<String>> probes = encodings(words, 1);
    if (words.size() > 1 && ALGEBRA.contains(words.getFirst().toLowerCase(Locale.ROOT))) {
      List<String> store = new ArrayList<>(List.of(words.getFirst() + "store", RESULT));
      store.addAll(words.subList(1, words.size()));
      probes.add(store);
      probes.add(encodingOf(RESULT));
    }
    return probes;
  }

  /** All members, for commands that choose some at random. */
  static List<List<String>> members(List<String> words) {
    return words.size() < 2 ? List.of() : List.of(List.of("SMEMBERS", words.get(1)));
  }

  /** All fields and values. */
  static List<List<String>> fields(List<String> words) {
    return words.size() < 2 ? List.of() : List.of(List.of("HGETALL", words.get(1)));
  }

  /** All members and scores. */
  static List<List<String>> ranked(List<String> words) {
    return words.size() < 2
        ? List.of()
        : List.of(List.of("ZRANGE", words.get(1), "0", "-1", "WITHSCORES"));
  }

  /**
   * Makes all scores of the sorted set that is argument {@code key} 0, as ranges of bytes want it:
   * of others a skiplist finds anything, as its chance has it.
   */
  static List<List<String>> flat(List<String> words, int key) {
    return words.size() <= key
        ? List.of()
        : List.of(List.of("ZUNIONSTORE", words.get(key), "1", words.get(key), "WEIGHTS", "0"));
  }

  static List<List<String>> flatIfByBytes(List<String> words, int key) {
    return words.stream().anyMatch("bylex"::equalsIgnoreCase) ? flat(words, key) : List.of();
  }

  /** What must come right before a command that names a range of bytes. */
  private static List<List<String>> wantedBefore(Step step) {
    return switch (step.name()) {
      case "zlexcount", "zrangebylex", "zrevrangebylex", "zremrangebylex" -> flat(step.words(), 1);
      case "zrange" -> flatIfByBytes(step.words(), 1);
      case "zrangestore" -> flatIfByBytes(step.words(), 2);
      default -> List.of();
    };
  }

  /** SPOP leaves each server with other members: those go, too. */
  static List<List<String>> deletion(List<String> words) {
    return words.size() < 2
        ? List.of()
        : List.of(List.of("SCARD", words.get(1)), List.of("DEL", words.get(1)));
  }

  /** Whether a script, or what is left of one, still has all that commands need around them. */
  static boolean areComplete(List<Step> script) {
    for (int i = 0; i < script.size(); i++) {
      Step step = script.get(i);
      if (step.name().equals("spop") && step.words().size() > 1 && !isDeleted(script, i)) {
        return false;
      }
      for (List<String> wanted : wantedBefore(step)) {
        if (i == 0 || !script.get(i - 1).equals(Step.of(step.connection(), wanted))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isDeleted(List<Step> script, int index) {
    Step popped = script.get(index);
    List<String> deletion = List.of("DEL", popped.words().get(1));
    for (int i = index + 1; i < Math.min(script.size(), index + 3); i++) {
      Step step = script.get(i);
      if (step.connection() == popped.connection() && step.words().equals(deletion)) {
        return true;
      }
      if (!step.name().equals("scard")) {
        return false;
      }
    }
    return false;
  }
}
