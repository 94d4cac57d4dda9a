package dev.redwing.dataplane.command;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.command.spec.KeyFlag;
import dev.redwing.dataplane.command.spec.KeySpec;
import dev.redwing.dataplane.resp.Request;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a request's keys by its command's key specs. Not for hot paths. */
public final class Keys {
  private static final int NOT_FOUND = -1;

  /** What every spec has some of, and a key that a command found itself has none of. */
  private static final int NO_FLAGS = 0;

  private static final Pattern LEADING_INTEGER = Pattern.compile("[ \\t-\\r]*([-+]?[0-9]+)");
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private Keys() {}

  /**
   * A key of a request.
   *
   * @param index which argument it is
   * @param flags bits of {@link KeyFlag}
   */
  public record Key(int index, int flags) {}

  /** The keys of {@code request}; none when its arguments do not fit the specs. */
  public static List<Key> of(Command command, Request request) {
    List<Key> keys = new ArrayList<>();
    for (KeySpec spec : command.spec().keys()) {
      int first = begin(spec, request);
      if (first == NOT_FOUND) {
        continue;
      }
      if (first > request.count()
          || !add(keys, spec, first, flags(command, spec, request), request)) {
        return List.of();
      }
    }
    Command.KeyFinder finder = command.keyFinder();
    Key hidden = finder == null ? null : finder.find(request);
    if (hidden != null) {
      keys.add(hidden);
    }
    return keys.stream().anyMatch(key -> key.flags() == NO_FLAGS) ? foundByCommand(keys) : keys;
  }

  /** The keys that are counted come first then, and the one to store to behind them. */
  private static List<Key> foundByCommand(List<Key> keys) {
    return keys.stream()
        .sorted(Comparator.comparing(key -> key.flags() != NO_FLAGS))
        .map(key -> new Key(key.index(), NO_FLAGS))
        .toList();
  }

  private static int flags(Command command, KeySpec spec, Request request) {
    Command.KeyFlagsChooser chooser = command.keyFlagsChooser();
    return spec.is(KeyFlag.VARIABLE_FLAGS) && chooser != null
        ? chooser.choose(request)
        : spec.flags();
  }

  private static int begin(KeySpec spec, Request request) {
    return switch (spec.begin()) {
      case KeySpec.Begin.Index(int index) -> index;
      case KeySpec.Begin.Keyword(String keyword, int from) -> after(keyword, from, request);
      case KeySpec.Begin.Unknown() -> NOT_FOUND;
    };
  }

  private static int after(String keyword, int from, Request request) {
    String word = keyword.toUpperCase(Locale.ROOT);
    int step = from > 0 ? 1 : -1;
    int i = from > 0 ? from : request.count() + from;
    while (i > 0 && i < request.count()) {
      if (request.is(i, word)) {
        return i + 1;
      }
      i += step;
    }
    return NOT_FOUND;
  }

  private static boolean add(List<Key> keys, KeySpec spec, int begin, int flags, Request request) {
    int count = request.count();
    int first = begin;
    int keyFlags = flags;
    long last;
    int step;
    switch (spec.find()) {
      case KeySpec.Find.Range(int lastKey, int rangeStep, int limit) -> {
        step = rangeStep;
        if (lastKey >= 0) {
          last = (long) first + lastKey;
        } else if (limit == 0) {
          last = (long) count + lastKey;
        } else {
          last = first + ((long) count - first) / limit + lastKey;
        }
      }
      case KeySpec.Find.Counted(int countIndex, int firstKey, int countedStep) -> {
        int at = first + countIndex;
        if (at >= count) {
          return false;
        }
        step = countedStep;
        first += firstKey;
        long number = AsciiNumbers.parseLong(request.address(at), request.length(at), -1);
        int room = (count - first) / step;
        if (number < 0 || number > room) {
          // As in Redis, which looks at 32 bits; and where the number is none, the commands of this
          // kind look for their keys themselves, and know nothing of flags.
          keyFlags = number < 0 ? NO_FLAGS : flags;
          number = leadingInteger(request.text(at));
          if (number < 1 || number > room) {
            return false;
          }
        }
        last = first + (number - 1) * step;
      }
      case KeySpec.Find.Unknown() -> {
        return false;
      }
    }
    for (int i = first; i <= last; i += step) {
      if (i >= count) {
        return false;
      }
      keys.add(new Key(i, keyFlags));
    }
    return true;
  }

  /** What C's atoi makes of a text: its number's lower 32 bits. */
  private static int leadingInteger(String text) {
    Matcher number = LEADING_INTEGER.matcher(text);
    if (!number.lookingAt()) {
      return 0;
    }
    BigInteger value = new BigInteger(number.group(1));
    return value.min(MAX_LONG).max(MAX_LONG.not()).intValue();
  }
}
