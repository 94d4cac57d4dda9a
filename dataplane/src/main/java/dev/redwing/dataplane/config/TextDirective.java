package dev.redwing.dataplane.config;

import java.util.List;

/** Any bytes, or those a check lets through. */
final class TextDirective extends Directive<String> {
  /** Refuses a text. */
  @FunctionalInterface
  interface Check {
    void check(String text) throws BadValueException;
  }

  private final String defaultValue;
  private final Check check;

  TextDirective(int slot, Row row, String defaultValue, Check check) {
    super(slot, row);
    this.defaultValue = defaultValue;
    this.check = check;
  }

  @Override
  public String typeText() {
    return "text";
  }

  @Override
  public String get(Config config) {
    return config.object(this);
  }

  @Override
  void put(Config config, String value) {
    config.putObject(this, value);
  }

  @Override
  void putDefault(Config config) {
    put(config, defaultValue);
  }

  @Override
  public String format(Config config) {
    return config.object(this);
  }

  @Override
  void parse(Config config, List<String> arguments, boolean append) throws BadValueException {
    String text = Texts.only(arguments);
    check.check(text);
    put(config, text);
  }

  @Override
  void rewrite(Config config, ConfigRewrite out) {
    out.line(name(), name() + " " + ConfigLine.quote(get(config)), !isDefault(config));
  }
}
