package dev.redwing.dataplane.config;

import java.util.List;

/** A whole number within bounds: plain, a number of bytes with a unit, a percentage, octal. */
final class NumberDirective extends Directive<Long> {
  /** How the number is written. */
  enum Notation {
    PLAIN,
    /** Bytes; {@code 1k} is 1000, {@code 1kb} is 1024, and so on to {@code gb}. */
    MEMORY,
    /** The same, and what is too big is taken as the most there can be. */
    UNSIGNED_MEMORY,
    /** Bytes, or {@code n%}, which is kept as -n. */
    MEMORY_OR_PERCENT,
    OCTAL
  }

  private final Notation notation;
  private final long defaultValue;
  private final long min;
  private final long max;
  private final long clampMin;
  private final long clampMax;

  NumberDirective(
      int slot, Row row, Notation notation, long defaultValue, long min, long max, long[] clamp) {
    super(slot, row);
    this.notation = notation;
    this.defaultValue = defaultValue;
    this.min = min;
    this.max = max;
    this.clampMin = clamp[0];
    this.clampMax = clamp[1];
  }

  @Override
  public String typeText() {
    String bounds =
        switch (notation) {
          case OCTAL -> Long.toOctalString(min) + ".." + Long.toOctalString(max);
          case PLAIN, MEMORY, UNSIGNED_MEMORY, MEMORY_OR_PERCENT ->
              max >= Integer.MAX_VALUE
                  ? (min == Integer.MIN_VALUE ? "any" : "≥ " + Math.max(min, 0))
                  : min + ".." + max;
        };
    return switch (notation) {
      case PLAIN -> "number " + (min < 0 && max == Long.MAX_VALUE ? "≥ " + min : bounds);
      case MEMORY, UNSIGNED_MEMORY -> "bytes " + bounds;
      case MEMORY_OR_PERCENT -> "bytes " + bounds + " or a percentage";
      case OCTAL -> "octal " + bounds;
    };
  }

  @Override
  public Long get(Config config) {
    return config.number(this);
  }

  @Override
  void put(Config config, Long value) {
    config.putNumber(this, value);
  }

  @Override
  void putDefault(Config config) {
    put(config, defaultValue);
  }

  @Override
  public String format(Config config) {
    long value = config.number(this);
    return switch (notation) {
      case PLAIN, MEMORY, UNSIGNED_MEMORY -> Long.toString(value);
      case MEMORY_OR_PERCENT -> value < 0 ? -value + "%" : Long.toString(value);
      case OCTAL -> Long.toOctalString(value);
    };
  }

  @Override
  void parse(Config config, List<String> arguments, boolean append) throws BadValueException {
    String word = Texts.only(arguments);
    long value =
        switch (notation) {
          case PLAIN -> Texts.integer(word);
          case MEMORY -> Texts.memory(word);
          case UNSIGNED_MEMORY ->
              Texts.memory(word) == Texts.TOO_BIG ? Long.MAX_VALUE : Texts.memory(word);
          case MEMORY_OR_PERCENT -> Texts.memoryOrPercent(word, -min);
          case OCTAL -> Texts.octal(word);
        };
    if (value < min || value > max) {
      throw new BadValueException(
          "argument must be between %s and %s inclusive".formatted(bound(min), bound(max)));
    }
    put(config, Math.clamp(value, clampMin, clampMax));
  }

  private String bound(long value) {
    return notation == Notation.OCTAL ? Long.toOctalString(value) : Long.toString(value);
  }

  @Override
  void rewrite(Config config, ConfigRewrite out) {
    long value = config.number(this);
    boolean bytes = notation != Notation.PLAIN && notation != Notation.OCTAL;
    String text = bytes && value >= 0 ? Texts.memoryText(value) : format(config);
    out.line(name(), name() + " " + text, value != defaultValue);
  }
}
