package dev.redwing.dataplane.config;

import java.util.List;

/** Yes or no. */
final class FlagDirective extends Directive<Boolean> {
  private final boolean defaultValue;

  FlagDirective(int slot, Row row, boolean defaultValue) {
    super(slot, row);
    this.defaultValue = defaultValue;
  }

  @Override
  public String typeText() {
    return "yes or no";
  }

  @Override
  public Boolean get(Config config) {
    return config.flag(this);
  }

  @Override
  void put(Config config, Boolean value) {
    config.putNumber(this, value ? 1 : 0);
  }

  @Override
  void putDefault(Config config) {
    put(config, defaultValue);
  }

  @Override
  public String format(Config config) {
    return config.flag(this) ? "yes" : "no";
  }

  @Override
  void parse(Config config, List<String> arguments, boolean append) throws BadValueException {
    String word = Texts.only(arguments);
    if (word.equalsIgnoreCase("yes")) {
      put(config, true);
    } else if (word.equalsIgnoreCase("no")) {
      put(config, false);
    } else {
      throw new BadValueException("argument must be 'yes' or 'no'");
    }
  }

  @Override
  void rewrite(Config config, ConfigRewrite out) {
    out.line(name(), name() + " " + format(config), !isDefault(config));
  }
}
