package dev.redwing.dataplane.config;

import java.util.List;

/**
 * One directive of redis.conf: how it is called, what it takes, and what this server makes of it.
 * The value in force is not here but in a {@link Config}, at {@link #slot}.
 *
 * @param <T> the type of its values
 */
public abstract sealed class Directive<T>
    permits FlagDirective, NumberDirective, ChoiceDirective, TextDirective, ListDirective {
  final int slot;
  private final Row row;

  Directive(int slot, Row row) {
    this.slot = slot;
    this.row = row;
  }

  /** The name of today, lower case. */
  public final String name() {
    return row.name;
  }

  /** Older names that mean the same. */
  public final List<String> aliases() {
    return row.aliases;
  }

  /** One or two sentences for the reference page. */
  public final String doc() {
    return row.doc;
  }

  /** The version of Redis that brought it; empty for those older than 7.0. */
  public final String since() {
    return row.since;
  }

  /** Whether CONFIG SET may change it. */
  public final boolean mutable() {
    return row.mutable;
  }

  /** Whether CONFIG SET takes it only if {@code enable-protected-configs} says so. */
  public final boolean isProtected() {
    return row.isProtected;
  }

  /** Whether CONFIG SET refuses it while the data is being loaded. */
  public final boolean deniedWhileLoading() {
    return row.deniedWhileLoading;
  }

  /** Whether CONFIG GET shows it only when it is asked for by its full name. */
  public final boolean hidden() {
    return row.hidden;
  }

  /** Whether its value is a secret: logs and slow logs do not show it. */
  public final boolean sensitive() {
    return row.sensitive;
  }

  /** Whether it takes any number of arguments. */
  public final boolean multiArgument() {
    return row.multiArgument;
  }

  public final Status status() {
    return row.status;
  }

  /** The default, as CONFIG GET shows it. */
  public final String defaultText() {
    return format(Config.DEFAULTS);
  }

  /** What it takes, in words: a type, bounds, or the words to choose from. */
  public abstract String typeText();

  /** The value in force; boxed, so not for hot paths: those have accessors in {@link Config}. */
  public abstract T get(Config config);

  abstract void put(Config config, T value);

  abstract void putDefault(Config config);

  /** The value in force as CONFIG GET shows it. */
  public abstract String format(Config config);

  /**
   * Parses and stores a value.
   *
   * @param append whether an earlier line of the same file has set it: some directives add up
   */
  abstract void parse(Config config, List<String> arguments, boolean append)
      throws BadValueException;

  /** Writes the line or lines that say the value in force. */
  abstract void rewrite(Config config, ConfigRewrite out);

  final boolean isDefault(Config config) {
    return config.sameValue(Config.DEFAULTS, this);
  }

  /** Stores a value as a user gave it; refused directives keep their default. */
  final void assign(Config config, List<String> arguments, boolean append)
      throws BadValueException {
    parse(config, arguments, append);
    if (row.status instanceof Status.Refused refused && !isDefault(config)) {
      putDefault(config);
      throw new BadValueException(refused.reason());
    }
  }

  @Override
  public final String toString() {
    return row.name;
  }
}
