package dev.redwing.dataplane.stats;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The commands that took longer than {@code slowlog-log-slower-than}, the newest first. */
public final class SlowLog {
  /** Arguments kept of one command; the last one kept says how many more there were. */
  public static final int MAX_ARGUMENTS = 32;

  /** Bytes kept of one argument. */
  public static final int MAX_ARGUMENT_BYTES = 128;

  /** One slow command; the arguments are cut already. */
  public record Entry(
      long id,
      long unixSeconds,
      long micros,
      List<String> arguments,
      String clientAddress,
      String clientName) {
    public Entry {
      arguments = List.copyOf(arguments);
    }
  }

  /** The arguments of the command that was slow, as they came. */
  public interface Arguments {
    int count();

    int length(int index);

    /** The first {@code length} bytes of an argument, one a character. */
    String text(int index, int length);

    /** Whether an argument is a secret, which the log does not show. */
    default boolean isSecret(int index) {
      return false;
    }
  }

  private final Deque<Entry> entries = new ArrayDeque<>();
  private long nextId;

  /** Adds an entry and forgets the oldest beyond {@code maxEntries}. */
  public void add(
      long unixSeconds,
      long micros,
      Arguments arguments,
      String clientAddress,
      String clientName,
      long maxEntries) {
    List<String> kept = cut(arguments);
    entries.addFirst(new Entry(nextId, unixSeconds, micros, kept, clientAddress, clientName));
    nextId++;
    trim(maxEntries);
  }

  /** Forgets the oldest beyond {@code maxEntries}. */
  public void trim(long maxEntries) {
    while (entries.size() > maxEntries) {
      entries.removeLast();
    }
  }

  private static List<String> cut(Arguments arguments) {
    int count = arguments.count();
    int shown = Math.min(count, MAX_ARGUMENTS);
    List<String> kept = new ArrayList<>(shown);
    for (int i = 0; i < shown; i++) {
      if (count > shown && i == shown - 1) {
        kept.add("... (" + (count - shown + 1) + " more arguments)");
      } else {
        kept.add(cut(arguments, i));
      }
    }
    return kept;
  }

  private static String cut(Arguments arguments, int index) {
    if (arguments.isSecret(index)) {
      return "(redacted)";
    }
    int length = arguments.length(index);
    if (length <= MAX_ARGUMENT_BYTES) {
      return arguments.text(index, length);
    }
    int more = length - MAX_ARGUMENT_BYTES;
    return arguments.text(index, MAX_ARGUMENT_BYTES) + "... (" + more + " more bytes)";
  }

  public int length() {
    return entries.size();
  }

  /** The newest entries, at most {@code count}. */
  public List<Entry> newest(long count) {
    return entries.stream().limit(count).toList();
  }

  /** Forgets all entries; ids go on. */
  public void reset() {
    entries.clear();
  }
}
