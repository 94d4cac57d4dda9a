package dev.redwing.dataplane.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The store behind {@link Config}: numbers and flags in one array, everything else in another, each
 * directive at its slot, so that reading one costs a load.
 */
abstract class ConfigValues {
  private final long[] numbers = new long[Rows.PARTS * Rows.SLOTS];
  private final @Nullable Object[] objects = new @Nullable Object[Rows.PARTS * Rows.SLOTS];
  private final @Nullable Object[] hooks = new @Nullable Object[Rows.PARTS * Rows.SLOTS];
  private final List<RenamedCommand> renamedCommands = new ArrayList<>();
  private final ConfigStore store;
  private String configFile = "";
  private boolean frozen;

  ConfigValues(ConfigStore store) {
    this.store = store;
  }

  final long number(Directive<Long> directive) {
    return numbers[directive.slot];
  }

  final boolean flag(Directive<Boolean> directive) {
    return numbers[directive.slot] != 0;
  }

  @SuppressWarnings("unchecked") // A slot belongs to one directive, which puts only its T there.
  final <T> T object(Directive<T> directive) {
    return (T) Objects.requireNonNull(objects[directive.slot]);
  }

  final void putNumber(Directive<?> directive, long value) {
    checkNotFrozen();
    numbers[directive.slot] = value;
  }

  final <T> void putObject(Directive<T> directive, T value) {
    checkNotFrozen();
    objects[directive.slot] = value;
  }

  private void checkNotFrozen() {
    if (frozen) {
      throw new IllegalStateException("a snapshot of the configuration is never changed");
    }
  }

  final boolean sameValue(ConfigValues other, Directive<?> directive) {
    return numbers[directive.slot] == other.numbers[directive.slot]
        && Objects.equals(objects[directive.slot], other.objects[directive.slot]);
  }

  final void copyFrom(ConfigValues other) {
    checkNotFrozen();
    System.arraycopy(other.numbers, 0, numbers, 0, numbers.length);
    System.arraycopy(other.objects, 0, objects, 0, objects.length);
    renamedCommands.clear();
    renamedCommands.addAll(other.renamedCommands);
    configFile = other.configFile;
  }

  final void freeze() {
    frozen = true;
  }

  final ConfigStore store() {
    return store;
  }

  /** What makes a change of this directive by CONFIG SET take effect; one each. */
  public final void onChange(Directive<?> directive, ApplyHook hook) {
    if (hooks[directive.slot] != null) {
      throw new IllegalStateException(directive + " has a hook already");
    }
    hooks[directive.slot] = hook;
  }

  final @Nullable ApplyHook hook(Directive<?> directive) {
    return (ApplyHook) hooks[directive.slot];
  }

  final void addRenamedCommand(RenamedCommand renamed) {
    renamedCommands.add(renamed);
  }

  /** The {@code rename-command} lines, in their order. */
  public final List<RenamedCommand> renamedCommands() {
    return List.copyOf(renamedCommands);
  }

  final void putConfigFile(String path) {
    configFile = path;
  }

  /** The absolute path of redis.conf, empty without one. */
  public final String configFile() {
    return configFile;
  }

  @Override
  public final String toString() {
    // Not the values: some are secrets.
    return configFile.isEmpty() ? "Config" : "Config[" + configFile + "]";
  }
}
