package dev.redwing.dataplane.config;

import java.util.List;

/** A value of several words, each in its own way. */
final class ListDirective<T> extends Directive<T> {
  /** How one such value is read and written. */
  interface Format<T> {
    String typeText();

    /**
     * The value the words mean.
     *
     * @param current the value in force, which some directives change only in part
     * @param append whether an earlier line of the same file has set it
     */
    T parse(Config config, List<String> words, T current, boolean append) throws BadValueException;

    /** As CONFIG GET shows it. */
    String text(T value);

    /** Adds the lines for CONFIG REWRITE. */
    default void rewrite(Directive<T> directive, T value, boolean isDefault, ConfigRewrite out) {
      out.line(directive.name(), directive.name() + " " + text(value), !isDefault);
    }
  }

  private final Format<T> format;
  private final T defaultValue;

  ListDirective(int slot, Row row, Format<T> format, T defaultValue) {
    super(slot, row);
    this.format = format;
    this.defaultValue = defaultValue;
  }

  @Override
  public String typeText() {
    return format.typeText();
  }

  @Override
  public T get(Config config) {
    return config.object(this);
  }

  @Override
  void put(Config config, T value) {
    config.putObject(this, value);
  }

  @Override
  void putDefault(Config config) {
    put(config, defaultValue);
  }

  @Override
  public String format(Config config) {
    return format.text(get(config));
  }

  @Override
  void parse(Config config, List<String> arguments, boolean append) throws BadValueException {
    put(config, format.parse(config, arguments, get(config), append));
  }

  @Override
  void rewrite(Config config, ConfigRewrite out) {
    format.rewrite(this, get(config), isDefault(config), out);
  }
}
