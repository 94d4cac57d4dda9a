package dev.redwing.dataplane.command;

/**
 * What LMPOP and ZMPOP ask for: {@code numkeys key [key ...] side [COUNT count]}. One object for
 * all calls: it holds what {@link #read} found until the next.
 */
public final class MultiPopRequest {
  private static final String NO_KEYS = "ERR numkeys should be greater than 0";
  private static final String NO_COUNT = "ERR count should be greater than 0";

  /** The index of the first key. */
  public static final int FIRST_KEY = 2;

  private final String left;
  private final String right;
  private int endOfKeys;
  private boolean isRight;
  private long count;

  /** With the names of the two sides. */
  public MultiPopRequest(String left, String right) {
    this.left = left;
    this.right = right;
  }

  /** Reads the arguments; false when an error has been replied. */
  public boolean read(CommandContext context) {
    Arguments arguments = context.arguments(1);
    long keys = arguments.takeLong(1, Long.MAX_VALUE, NO_KEYS);
    if (keys >= context.count() - FIRST_KEY) {
      arguments.fail(Errors.SYNTAX);
    }
    if (arguments.failed()) {
      return false;
    }
    endOfKeys = FIRST_KEY + (int) keys;
    isRight = context.is(endOfKeys, right);
    Arguments options = context.arguments(endOfKeys + 1);
    if (!isRight && !context.is(endOfKeys, left)) {
      options.fail(Errors.SYNTAX);
    }
    count = 0;
    while (options.hasNext()) {
      if (count == 0 && options.takeOption("COUNT")) {
        count = options.takeLong(1, Long.MAX_VALUE, NO_COUNT);
      } else {
        options.fail(Errors.SYNTAX);
      }
    }
    count = Math.max(count, 1);
    return !options.failed();
  }

  /** The index behind the last key. */
  public int endOfKeys() {
    return endOfKeys;
  }

  public boolean isRight() {
    return isRight;
  }

  /** At least 1. */
  public long count() {
    return count;
  }
}
