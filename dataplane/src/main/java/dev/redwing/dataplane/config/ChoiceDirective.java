package dev.redwing.dataplane.config;

import java.util.List;

/** One of a few words. */
final class ChoiceDirective<T> extends Directive<T> {
  private final List<String> words;
  private final List<T> values;
  private final T defaultValue;

  ChoiceDirective(int slot, Row row, List<String> words, List<T> values, T defaultValue) {
    super(slot, row);
    this.words = words;
    this.values = values;
    this.defaultValue = defaultValue;
  }

  @Override
  public String typeText() {
    return String.join(", ", words);
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
    return words.get(values.indexOf(config.object(this)));
  }

  @Override
  void parse(Config config, List<String> arguments, boolean append) throws BadValueException {
    put(config, values.get(index(words, Texts.only(arguments))));
  }

  /** The position of a word, whatever its case. */
  static int index(List<String> words, String word) throws BadValueException {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equalsIgnoreCase(word)) {
        return i;
      }
    }
    throw new BadValueException(
        "argument(s) must be one of the following: " + String.join(", ", words));
  }

  @Override
  void rewrite(Config config, ConfigRewrite out) {
    out.line(name(), name() + " " + format(config), !isDefault(config));
  }
}
