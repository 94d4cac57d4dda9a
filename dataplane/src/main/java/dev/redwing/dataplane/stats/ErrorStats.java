package dev.redwing.dataplane.stats;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;

/** How often which kind of error was the reply: by the error's first word. */
public final class ErrorStats {
  /** Kinds that are told apart; more can only come from scripts gone wild. */
  static final int MAX_KINDS = 128;

  private final Map<String, long[]> counts = new TreeMap<>();
  private long total;

  /** Counts an error reply, whose text begins with its code: {@code WRONGTYPE Operation …}. */
  public void count(String error) {
    total++;
    int end = error.indexOf(' ');
    String kind = end < 0 ? error : error.substring(0, end);
    long[] count = counts.get(kind);
    if (count == null) {
      if (counts.size() == MAX_KINDS) {
        return;
      }
      count = new long[1];
      counts.put(kind, count);
    }
    count[0]++;
  }

  public long total() {
    return total;
  }

  void forEach(ObjLongConsumer<String> visitor) {
    counts.forEach((kind, count) -> visitor.accept(kind, count[0]));
  }

  /** CONFIG RESETSTAT. */
  public void reset() {
    counts.clear();
    total = 0;
  }
}
