package dev.redwing.operator.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What came of former {@code CONFIG SET}s: a server may print a value differently from how it was
 * written, and may refuse it; neither is to be tried again and again.
 *
 * @param settled by server and directive, {@code wanted + "\n" + live} after it was taken
 * @param refused by server and directive, the refused value and what the server said to it
 */
public record ConfigMemory(Map<Key, String> settled, Map<Key, Refusal> refused) {
  public static final ConfigMemory EMPTY = new ConfigMemory(Map.of(), Map.of());

  /** A pod and a directive. */
  public record Key(String podUid, String directive) {}

  /** A value a server did not take, and its words about it. */
  public record Refusal(String value, String message) {}

  public ConfigMemory {
    settled = Map.copyOf(settled);
    refused = Map.copyOf(refused);
  }

  static String pair(String wanted, String live) {
    return wanted + "\n" + live;
  }

  boolean isSettled(Key key, String wanted, String live) {
    Refusal refusal = refused.get(key);
    return pair(wanted, live).equals(settled.get(key))
        || (refusal != null && refusal.value().equals(wanted));
  }

  /** After a server took a value and answered how it prints it. */
  public ConfigMemory taken(Key key, String wanted, String live) {
    Map<Key, String> nowSettled = new HashMap<>(settled);
    nowSettled.put(key, pair(wanted, live));
    Map<Key, Refusal> nowRefused = new HashMap<>(refused);
    nowRefused.remove(key);
    return new ConfigMemory(nowSettled, nowRefused);
  }

  /** After a server refused a value. */
  public ConfigMemory refusing(Key key, String wanted, String message) {
    Map<Key, Refusal> nowRefused = new HashMap<>(refused);
    nowRefused.put(key, new Refusal(wanted, message));
    return new ConfigMemory(settled, nowRefused);
  }

  /** Without what concerns pods that are gone. */
  public ConfigMemory keeping(Set<String> podUids) {
    Map<Key, String> keptSettled = new HashMap<>(settled);
    keptSettled.keySet().removeIf(key -> !podUids.contains(key.podUid()));
    Map<Key, Refusal> keptRefused = new HashMap<>(refused);
    keptRefused.keySet().removeIf(key -> !podUids.contains(key.podUid()));
    return new ConfigMemory(keptSettled, keptRefused);
  }

  /** Values still refused, of those that are wanted, each with what the server said. */
  public List<String> refusals(Map<String, String> wanted) {
    return refused.entrySet().stream()
        .filter(entry -> isWanted(entry, wanted))
        .map(ConfigMemory::shown)
        .distinct()
        .sorted()
        .toList();
  }

  private static String shown(Map.Entry<Key, Refusal> refusal) {
    String name = refusal.getKey().directive();
    String value = refusal.getValue().value();
    String set = Action.SetDirective.isSecret(name) ? name : name + " " + value;
    return set + ": " + refusal.getValue().message();
  }

  private static boolean isWanted(Map.Entry<Key, Refusal> refusal, Map<String, String> wanted) {
    return refusal.getValue().value().equals(wanted.get(refusal.getKey().directive()));
  }

  /** The directives among the wanted whose value a server refused. */
  public Set<String> refusedDirectives(Map<String, String> wanted) {
    return refused.entrySet().stream()
        .filter(entry -> isWanted(entry, wanted))
        .map(entry -> entry.getKey().directive())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Passwords are not for logs. */
  @Override
  public String toString() {
    return "ConfigMemory[" + settled.size() + " settled, " + refused.size() + " refused]";
  }
}
