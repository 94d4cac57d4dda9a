package dev.redwing.dataplane.keyspace;

import dev.redwing.dataplane.env.RandomSource;

/**
 * The 24 bits in every entry that tell how recently, or how often, it was used.
 *
 * <p>LRU: the second of the last access, modulo 2^24 (194 days). LFU: 16 bits the minute of the
 * last decay, 8 bits a logarithmic counter, as Redis keeps them: the counter rises with probability
 * 1 / ((counter - {@value #INITIAL_COUNTER}) * factor + 1), and loses one each decay time.
 */
public final class AccessClock {
  static final int INITIAL_COUNTER = 5;
  private static final int CLOCK_MASK = (1 << 24) - 1;
  private static final int MINUTES_MASK = (1 << 16) - 1;
  private static final int COUNTER_MAX = 255;
  private static final int MILLIS_PER_SECOND = 1000;
  private static final int MILLIS_PER_MINUTE = 60_000;

  private final RandomSource random;
  private boolean lfu;
  private int logFactor = 10;
  private int decayMinutes = 1;
  private int seconds;
  private int minutes;

  AccessClock(RandomSource random) {
    this.random = random;
  }

  void tick(long nowMillis) {
    seconds = (int) (nowMillis / MILLIS_PER_SECOND) & CLOCK_MASK;
    minutes = (int) (nowMillis / MILLIS_PER_MINUTE) & MINUTES_MASK;
  }

  void setLfu(boolean lfu) {
    this.lfu = lfu;
  }

  public boolean isLfu() {
    return lfu;
  }

  /** The directives lfu-log-factor and lfu-decay-time. */
  public void configureLfu(int logFactor, int decayMinutes) {
    this.logFactor = logFactor;
    this.decayMinutes = decayMinutes;
  }

  /** Clock of a new entry. */
  int initial() {
    return lfu ? (minutes << 8) | INITIAL_COUNTER : seconds;
  }

  /** Clock of an entry that had {@code clock} and is accessed now. */
  int accessed(int clock) {
    if (!lfu) {
      return seconds;
    }
    return (minutes << 8) | raised(decayed(clock));
  }

  private int raised(int counter) {
    if (counter == COUNTER_MAX) {
      return counter;
    }
    int base = Math.max(0, counter - INITIAL_COUNTER);
    double probability = 1.0 / ((double) base * logFactor + 1);
    return random.nextDouble() < probability ? counter + 1 : counter;
  }

  private int decayed(int clock) {
    int counter = clock & COUNTER_MAX;
    if (decayMinutes == 0) {
      return counter;
    }
    int elapsed = (minutes - (clock >>> 8)) & MINUTES_MASK;
    return Math.max(0, counter - elapsed / decayMinutes);
  }

  /** OBJECT FREQ: the counter, decayed until now. */
  public int frequency(int clock) {
    return decayed(clock);
  }

  /** OBJECT IDLETIME: whole seconds since the last access. */
  public long idleSeconds(int clock) {
    return ((long) seconds - clock) & CLOCK_MASK;
  }

  /** The clock of an entry restored with this idle time; for RDB, RESTORE. */
  public int clockForIdle(long idleSeconds) {
    return (int) (seconds - Math.min(idleSeconds, CLOCK_MASK >>> 1)) & CLOCK_MASK;
  }

  /** The clock of an entry restored with this frequency; for RDB, RESTORE. */
  public int clockForFrequency(int frequency) {
    return (minutes << 8) | (frequency & COUNTER_MAX);
  }
}
