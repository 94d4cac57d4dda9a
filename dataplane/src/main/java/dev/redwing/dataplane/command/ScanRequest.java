package dev.redwing.dataplane.command;

import dev.redwing.dataplane.bytes.Glob;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cursor and the options that HSCAN, SSCAN and ZSCAN share, and of SCAN the cursor.
 *
 * @param limit COUNT
 * @param glob MATCH; null for everything
 */
public record ScanRequest(long cursor, long limit, @Nullable Glob glob) {
  /** A scan goes on while it has found nothing, up to this many times COUNT. */
  public static final int MAX_STEPS = 10;

  private static final int DEFAULT_LIMIT = 10;
  private static final Pattern CURSOR = Pattern.compile("([-+]?[0-9]+)?");

  /** What C's strtoul takes as a whole: 64 bits, a sign allowed, or nothing at all. */
  public static boolean isCursor(String text) {
    return CURSOR.matcher(text).matches()
        && (text.isEmpty() || new BigInteger(text).abs().bitLength() <= Long.SIZE);
  }

  /** The cursor that a text {@link #isCursor}. */
  public static long cursor(String text) {
    return text.isEmpty() ? 0 : new BigInteger(text).longValue();
  }

  /** A pattern, or null if everything matches it. */
  public static @Nullable Glob glob(CommandContext context, int index) {
    Glob glob = new Glob(context.address(index), context.length(index), false);
    return glob.matchesAll() ? null : glob;
  }

  /** Reads cursor and options from argument 2 on; null when an error has been replied. */
  public static @Nullable ScanRequest read(CommandContext context) {
    long cursor = cursor(context.request().text(2));
    long limit = DEFAULT_LIMIT;
    Glob glob = null;
    Arguments arguments = context.arguments(3);
    while (arguments.hasNext()) {
      if (arguments.takeOption("COUNT")) {
        limit = arguments.takeLong();
        if (limit < 1) {
          arguments.fail(Errors.SYNTAX);
        }
      } else if (arguments.takeOption("MATCH")) {
        glob = glob(context, arguments.takeIndex());
      } else {
        arguments.fail(Errors.SYNTAX);
      }
    }
    return arguments.failed() ? null : new ScanRequest(cursor, limit, glob);
  }

  /** Whether this name is asked for. */
  public boolean matches(long address, int length) {
    return glob == null || glob.matches(address, length);
  }

  /** COUNT as far as a step can take it. */
  public int step() {
    return (int) Math.min(limit, Integer.MAX_VALUE);
  }
}
