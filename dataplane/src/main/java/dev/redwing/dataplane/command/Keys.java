package dev.redwing.dataplane.command;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.command.spec.KeyFlag;
import dev.redwing.dataplane.command.spec.KeySpec;
import dev.redwing.dataplane.resp.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds a request's keys by its command's key specs. Not for hot paths. */
public final class Keys {
  private static final int NOT_FOUND = -1;

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
    return keys;
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
        long number =
            at < count ? AsciiNumbers.parseLong(request.address(at), request.length(at), -1) : -1;
        if (number < 0) {
          return false;
        }
        step = countedStep;
        first += firstKey;
        last = first + (Math.min(number, count) - 1) * step;
        if (number > count) {
          return false;
        }
      }
      case KeySpec.Find.Unknown() -> {
        return false;
      }
    }
    for (int i = first; i <= last; i += step) {
      if (i >= count) {
        return false;
      }
      keys.add(new Key(i, flags));
    }
    return true;
  }
}
