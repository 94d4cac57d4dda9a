package dev.redwing.dataplane.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One row of the table while it is written: first its properties, then its type ends it. */
final class Row {
  static final long INT_MAX = Integer.MAX_VALUE;
  static final long INT_MIN = Integer.MIN_VALUE;
  static final long UINT_MAX = 0xFFFF_FFFFL;
  static final long LONG_MAX = Long.MAX_VALUE;

  final String name;
  final String doc;
  List<String> aliases = List.of();
  String since = "";
  boolean mutable = true;
  boolean isProtected;
  boolean deniedWhileLoading;
  boolean hidden;
  boolean sensitive;
  boolean multiArgument;
  Status status = Status.HONOURED;

  private final Rows rows;
  private long[] clamp = {Long.MIN_VALUE, Long.MAX_VALUE};

  Row(Rows rows, String name, String doc) {
    this.rows = rows;
    this.name = name;
    this.doc = doc;
  }

  Row alias(String alias) {
    aliases = List.of(alias);
    return this;
  }

  Row since(String version) {
    since = version;
    return this;
  }

  Row immutable() {
    mutable = false;
    return this;
  }

  Row protectedConfig() {
    isProtected = true;
    return this;
  }

  Row deniedWhileLoading() {
    deniedWhileLoading = true;
    return this;
  }

  Row hidden() {
    hidden = true;
    return this;
  }

  Row secret() {
    sensitive = true;
    return this;
  }

  Row multiArgument() {
    multiArgument = true;
    return this;
  }

  Row meaningless(String reason) {
    status = new Status.Meaningless(reason);
    return this;
  }

  Row refused(String reason) {
    status = new Status.Refused(reason);
    return this;
  }

  /** Values outside are taken, but brought inside. */
  Row clampedTo(long min, long max) {
    clamp = new long[] {min, max};
    return this;
  }

  FlagDirective flag(boolean defaultValue) {
    return rows.add(new FlagDirective(rows.nextSlot(), this, defaultValue));
  }

  NumberDirective number(long defaultValue, long min, long max) {
    return number(NumberDirective.Notation.PLAIN, defaultValue, min, max);
  }

  NumberDirective memory(long defaultValue, long min, long max) {
    return number(NumberDirective.Notation.MEMORY, defaultValue, min, max);
  }

  NumberDirective unsignedMemory() {
    return number(NumberDirective.Notation.UNSIGNED_MEMORY, 0, 0, LONG_MAX);
  }

  NumberDirective number(NumberDirective.Notation notation, long value, long min, long max) {
    return rows.add(new NumberDirective(rows.nextSlot(), this, notation, value, min, max, clamp));
  }

  <E extends Enum<E> & Choice> ChoiceDirective<E> choice(E defaultValue) {
    List<E> values = Arrays.asList(defaultValue.getDeclaringClass().getEnumConstants());
    return choice(defaultValue, values);
  }

  <E extends Enum<E> & Choice> ChoiceDirective<E> choice(E defaultValue, List<E> values) {
    List<String> words = new ArrayList<>();
    for (E value : values) {
      words.add(value.text());
    }
    return rows.add(
        new ChoiceDirective<>(rows.nextSlot(), this, words, List.copyOf(values), defaultValue));
  }

  /** One of some words that nothing here tells apart. */
  ChoiceDirective<String> word(String defaultWord, String... words) {
    List<String> all = List.of(words);
    return rows.add(new ChoiceDirective<>(rows.nextSlot(), this, all, all, defaultWord));
  }

  TextDirective text(String defaultValue) {
    return text(defaultValue, text -> {});
  }

  TextDirective text(String defaultValue, TextDirective.Check check) {
    return rows.add(new TextDirective(rows.nextSlot(), this, defaultValue, check));
  }

  <T> ListDirective<T> list(ListDirective.Format<T> format, T defaultValue) {
    return rows.add(new ListDirective<>(rows.nextSlot(), this, format, defaultValue));
  }
}
