package dev.redwing.dataplane.command.spec;

/**
 * Where a command's keys are: how to find the first of them, and from there the others.
 *
 * <p>Built as {@code at(1).range(-1, 2, 0)}; see {@link Find.Range} for the numbers.
 */
public record KeySpec(Begin begin, Find find, int flags) {
  /** How to find where the keys begin. */
  public sealed interface Begin {
    /** At the argument {@code index}; 0 is the command's name. */
    record Index(int index) implements Begin {}

    /**
     * After the argument {@code keyword} (in any case), looked for from argument {@code from} on,
     * or backwards from the end when {@code from} is negative.
     */
    record Keyword(String keyword, int from) implements Begin {}

    /** Cannot be told. */
    record Unknown() implements Begin {}
  }

  /** How to find the keys from the first on. */
  public sealed interface Find {
    /**
     * Every {@code step}-th argument up to {@code lastKey}, which counts from the first key, or
     * from the last argument when negative (-1 is the last). With {@code lastKey} -1 and a {@code
     * limit} above 1, only one part in {@code limit} of the remaining arguments are keys.
     */
    record Range(int lastKey, int step, int limit) implements Find {}

    /**
     * The number of keys is the argument {@code countIndex}, the first is at {@code firstKey}, both
     * relative to where the keys begin.
     */
    record Counted(int countIndex, int firstKey, int step) implements Find {}

    /** Cannot be told. */
    record Unknown() implements Find {}
  }

  private static final Find ONE_KEY = new Find.Range(0, 1, 0);

  public static KeySpec at(int index) {
    return new KeySpec(new Begin.Index(index), ONE_KEY, 0);
  }

  public static KeySpec after(String keyword, int from) {
    return new KeySpec(new Begin.Keyword(keyword, from), ONE_KEY, 0);
  }

  public static KeySpec unknown() {
    return new KeySpec(new Begin.Unknown(), new Find.Unknown(), 0);
  }

  public KeySpec range(int lastKey, int step, int limit) {
    return new KeySpec(begin, new Find.Range(lastKey, step, limit), flags);
  }

  public KeySpec counted(int countIndex, int firstKey, int step) {
    return new KeySpec(begin, new Find.Counted(countIndex, firstKey, step), flags);
  }

  KeySpec with(KeyFlag... keyFlags) {
    int bits = flags;
    for (KeyFlag flag : keyFlags) {
      bits |= flag.bit();
    }
    return new KeySpec(begin, find, bits);
  }

  public boolean is(KeyFlag flag) {
    return (flags & flag.bit()) != 0;
  }

  /** Whether the positions alone tell the keys. */
  public boolean isPositional() {
    return begin instanceof Begin.Index && find instanceof Find.Range;
  }
}
