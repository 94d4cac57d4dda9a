package dev.redwing.dataplane.command;

import dev.redwing.dataplane.bytes.DoubleText;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.resp.ReplyWriter;
import java.util.Arrays;

/**
 * What HSCAN, SSCAN and ZSCAN have in common: all but what an element is made of, which a {@link
 * Source} knows. A small collection is replied at once; of a large one as many steps are made as it
 * takes to find something.
 */
public final class CollectionScan {
  private CollectionScan() {}

  /** A type of collection. It shows an element by its name and, if that is wanted, the rest. */
  public interface Source {
    /** Whether it is gone through at once. */
    boolean isSmall(EntryValue value);

    /** Shows all elements of a small one, in order. */
    void forEach(EntryValue value, Found found);

    /** Shows about {@code limit} elements of a large one; returns the next cursor, 0 at the end. */
    long scan(EntryValue value, long cursor, int limit, Found found);
  }

  /** Takes elements as words of the reply. */
  public abstract static sealed class Found {
    private final ScanRequest scan;
    private long elements;

    private Found(ScanRequest scan) {
      this.scan = scan;
    }

    /** Begins an element with its name; if it is not asked for nothing else is to follow. */
    public final boolean name(long address, int length) {
      if (!scan.matches(address, length)) {
        return false;
      }
      elements++;
      word(address, length);
      return true;
    }

    /** Bytes that stay where they are until the scan's next step. */
    public abstract void word(long address, int length);

    public abstract void score(double score);
  }

  /** Replies what it is shown. */
  private static final class Replied extends Found {
    private final ReplyWriter reply;
    private long words;

    Replied(ScanRequest scan, ReplyWriter reply) {
      super(scan);
      this.reply = reply;
    }

    @Override
    public void word(long address, int length) {
      reply.bulk(address, length);
      words++;
    }

    /** Of a listpack Redis replies the score's text that lies there. */
    @Override
    public void score(double score) {
      reply.bulk(DoubleText.format(score));
      words++;
    }
  }

  /** Remembers what it is shown, where it lies: the cursor comes first in the reply. */
  private static final class Remembered extends Found {
    /** Instead of a length: what is instead of the address are the bits of a score. */
    private static final long SCORE = -1;

    private long[] words = new long[64];
    private int count;

    Remembered(ScanRequest scan) {
      super(scan);
    }

    @Override
    public void word(long address, int length) {
      add(address, length);
    }

    @Override
    public void score(double score) {
      add(Double.doubleToRawLongBits(score), SCORE);
    }

    private void add(long first, long second) {
      if (2 * count == words.length) {
        words = Arrays.copyOf(words, 4 * count);
      }
      words[2 * count] = first;
      words[2 * count + 1] = second;
      count++;
    }

    void reply(ReplyWriter reply) {
      reply.array(count);
      for (int i = 0; i < 2 * count; i += 2) {
        if (words[i + 1] == SCORE) {
          // Of a table Redis prints the score, and not as elsewhere.
          reply.bulk(DoubleText.inSeventeenDigits(Double.longBitsToDouble(words[i])));
        } else {
          reply.bulk(words[i], (int) words[i + 1]);
        }
      }
    }
  }

  /** Runs such a command on the key that is argument 1. */
  public static void run(CommandContext context, int type, Source source) {
    if (!ScanRequest.isCursor(context.request().text(2))) {
      context.reply().error(Errors.INVALID_CURSOR);
      return;
    }
    EntryValue value = context.value(1, type);
    if (value == null) {
      return;
    }
    ReplyWriter reply = context.reply();
    if (!value.exists()) {
      reply.array(2);
      reply.bulkInteger(0);
      reply.array(0);
      return;
    }
    ScanRequest scan = ScanRequest.read(context);
    if (scan == null) {
      return;
    }
    if (source.isSmall(value)) {
      replyAll(reply, value, scan, source);
    } else {
      replySome(reply, value, scan, source);
    }
  }

  private static void replyAll(
      ReplyWriter reply, EntryValue value, ScanRequest scan, Source source) {
    reply.array(2);
    reply.bulkInteger(0);
    int mark = reply.deferArray();
    Replied replied = new Replied(scan, reply);
    source.forEach(value, replied);
    reply.endArray(mark, replied.words);
  }

  private static void replySome(
      ReplyWriter reply, EntryValue value, ScanRequest scan, Source source) {
    Remembered remembered = new Remembered(scan);
    Found found = remembered;
    long cursor = scan.cursor();
    int steps = 0;
    do {
      cursor = source.scan(value, cursor, scan.step(), found);
      steps++;
    } while (cursor != 0 && found.elements < scan.limit() && steps < ScanRequest.MAX_STEPS);
    reply.array(2);
    reply.bulk(Long.toUnsignedString(cursor));
    remembered.reply(reply);
  }
}
