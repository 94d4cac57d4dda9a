package dev.redwing.dataplane.command;

import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.resp.Request;
import org.jspecify.annotations.Nullable;

/**
 * The time for commands, and how long they take: from the end of the one before to their own.
 *
 * <p>Reading the clock costs a tenth of a quick command. So quick commands of one name that a
 * client has pipelined are timed up to {@value #MAX_RUN} at a time: their sum is exact, single
 * durations are its mean. A command that may have taken longer, by its words or its reply, ends the
 * run, and so does every one while {@link CommandObserver#wantsEachDuration}.
 */
final class CommandTimer {
  private static final int MAX_RUN = 16;
  private static final int QUICK_WORDS = 4;
  private static final int QUICK_ARGUMENT_BYTES = 1024;
  private static final int QUICK_REPLY_BYTES = 1024;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Clock clock;
  private final CommandObserver observer;

  /** When the last command ended that was timed: the next one's begin. */
  private long lastNanos;

  /** The wall clock at {@link #wallNanos}. */
  private long wallMillis;

  private long wallNanos;

  private boolean timesEach;

  /** Commands that have ended since {@link #lastNanos}. */
  private int untimed;

  /** The command of the request behind the one that runs, if that is in the same batch. */
  private @Nullable Command following;

  CommandTimer(Clock clock, CommandObserver observer) {
    this.clock = clock;
    this.observer = observer;
  }

  /** Before requests are run. */
  void start() {
    wallMillis = clock.wallMillis();
    wallNanos = clock.nanoTime();
    lastNanos = wallNanos;
    timesEach = observer.wantsEachDuration();
    untimed = 0;
    following = null;
  }

  /** Says what the request behind the next one asks for; null if that is not known. */
  void setFollowing(@Nullable Command command) {
    following = command;
  }

  /** The time of day for the command that begins. */
  long wallMillis() {
    if (lastNanos - wallNanos >= NANOS_PER_MILLI) {
      wallMillis = clock.wallMillis();
      wallNanos = lastNanos;
    }
    return wallMillis;
  }

  /** The time of day that the last command had. */
  long sameWallMillis() {
    return wallMillis;
  }

  /** When the command that begins now began, or the run of commands that it belongs to. */
  long beginNanos() {
    return lastNanos;
  }

  /** Whether this command, which has just ended, is timed together with the following one. */
  boolean leavesUntimed(Command command, Request request, long replyBytes) {
    if (command != following
        || timesEach
        || untimed == MAX_RUN - 1
        || !command.is(Flag.FAST)
        || request.count() > QUICK_WORDS
        || replyBytes > QUICK_REPLY_BYTES
        || request.length(request.count() - 1) > QUICK_ARGUMENT_BYTES) {
      return false;
    }
    untimed++;
    return true;
  }

  /** Reads the clock when this command has ended; the nanoseconds since {@code beginNanos}. */
  long end(Command command, long beginNanos) {
    lastNanos = clock.nanoTime();
    if (!command.is(Flag.FAST)) {
      // CONFIG SET may have changed it.
      timesEach = observer.wantsEachDuration();
    }
    return lastNanos - beginNanos;
  }

  /** How many commands were left untimed since the clock was last read; there are none then. */
  int takeUntimed() {
    int count = untimed;
    untimed = 0;
    return count;
  }
}
