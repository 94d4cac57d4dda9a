package dev.redwing.dataplane.stats;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Events that took longer than {@code latency-monitor-threshold}, for LATENCY: per event the worst
 * of each of the last seconds in which it was slow.
 */
public final class LatencyMonitor {
  /** Seconds remembered for one event. */
  static final int MAX_SAMPLES = 160;

  /** The worst duration of one second. */
  public record Sample(long unixSeconds, long millis) {}

  /** What LATENCY LATEST shows of an event. */
  public record Latest(String event, Sample last, long maxMillis) {}

  private static final class Series {
    final Deque<Sample> samples = new ArrayDeque<>();
    long maxMillis;
  }

  private final Map<String, Series> series = new TreeMap<>();

  /** Remembers an event if it took the threshold or longer; a threshold of 0 remembers none. */
  public void record(String event, long millis, long unixSeconds, long thresholdMillis) {
    if (thresholdMillis == 0 || millis < thresholdMillis) {
      return;
    }
    Series of = series.computeIfAbsent(event, name -> new Series());
    of.maxMillis = Math.max(of.maxMillis, millis);
    Sample last = of.samples.peekLast();
    if (last != null && last.unixSeconds() == unixSeconds) {
      of.samples.removeLast();
      of.samples.addLast(new Sample(unixSeconds, Math.max(last.millis(), millis)));
      return;
    }
    of.samples.addLast(new Sample(unixSeconds, millis));
    if (of.samples.size() > MAX_SAMPLES) {
      of.samples.removeFirst();
    }
  }

  /** The last sample of every event. */
  public List<Latest> latest() {
    List<Latest> latest = new ArrayList<>();
    series.forEach(
        (event, of) -> latest.add(new Latest(event, of.samples.getLast(), of.maxMillis)));
    return latest;
  }

  /** All samples of an event, the oldest first. */
  public List<Sample> history(String event) {
    Series of = series.get(event);
    return of == null ? List.of() : List.copyOf(of.samples);
  }

  /** Forgets one event, or all if it is null; tells how many. */
  public int reset(@Nullable String event) {
    if (event != null) {
      return series.remove(event) == null ? 0 : 1;
    }
    int count = series.size();
    series.clear();
    return count;
  }
}
