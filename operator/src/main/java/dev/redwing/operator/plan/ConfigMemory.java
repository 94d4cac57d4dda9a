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
 * @param refused by server and directive, the refused value
 */
public record ConfigMemory(Map<Key, String> settled, Map<Key, String> refused) {
  public static final ConfigMemory EMPTY = new ConfigMemory(Map.of(), Map.of());

  /** A pod and a directive. */
  public record Key(String podUid, String directive) {}

  public ConfigMemory {
    settled = Map.copyOf(settled);
    refused = Map.copyOf(refused);
  }

  static String pair(String wanted, String live) {
    return wanted + "\n" + live;
  }

  boolean isSettled(Key key, String wanted, String live) {
    return pair(wanted, live).equals(settled.get(key)) || wanted.equals(refused.get(key));
  }

  /** After a server took a value and answered how it prints it. */
  public ConfigMemory taken(Key key, String wanted, String live) {
    Map<Key, String> nowSettled = new HashMap<>(settled);
    nowSettled.put(key, pair(wanted, live));
    Map<Key, String> nowRefused = new HashMap<>(refused);
    nowRefused.remove(key);
    return new ConfigMemory(nowSettled, nowRefused);
  }

  /** After a server refused a value. */
  public ConfigMemory refusing(Key key, String wanted) {
    Map<Key, String> nowRefused = new HashMap<>(refused);
    nowRefused.put(key, wanted);
    return new ConfigMemory(settled, nowRefused);
  }

  /** Without what concerns pods that are gone. */
  public ConfigMemory keeping(Set<String> podUids) {
    Map<Key, String> keptSettled = new HashMap<>(settled);
    keptSettled.keySet().removeIf(key -> !podUids.contains(key.podUid()));
    Map<Key, String> keptRefused = new HashMap<>(refused);
    keptRefused.keySet().removeIf(key -> !podUids.contains(key.podUid()));
    return new ConfigMemory(keptSettled, keptRefused);
  }

  /** Values still refused, of those that are wanted. */
  public List<String> refusals(Map<String, String> wanted) {
    return refused.entrySet().stream()
        .filter(entry -> entry.getValue().equals(wanted.get(entry.getKey().directive())))
        .map(ConfigMemory::shown)
        .distinct()
        .sorted()
        .toList();
  }

  private static String shown(Map.Entry<Key, String> refusal) {
    String name = refusal.getKey().directive();
    return Action.SetDirective.isSecret(name) ? name : name + " " + refusal.getValue();
  }

  /** The directives among the wanted whose value a server refused. */
  public Set<String> refusedDirectives(Map<String, String> wanted) {
    return refused.entrySet().stream()
        .filter(entry -> entry.getValue().equals(wanted.get(entry.getKey().directive())))
        .map(entry -> entry.getKey().directive())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Passwords are not for logs. */
  @Override
  public String toString() {
    return "ConfigMemory[" + settled.size() + " settled, " + refused.size() + " refused]";
  }
}
