package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.bytes.Glob;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.ScanRequest;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryVisitor;
import dev.redwing.dataplane.resp.ReplyWriter;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** KEYS, SCAN and RANDOMKEY. */
final class ScanCommands {
  private static final int DEFAULT_COUNT = 10;
  private static final int KEYS_STEP = 1024;

  private final RandomSource random;

  ScanCommands(RandomSource random) {
    this.random = random;
  }

  /** Collects the entries it is shown that match, those that have expired apart. */
  private static final class Matches implements EntryVisitor {
    private final Database database;
    private final long nowMillis;
    private final @Nullable Glob glob;
    private final @Nullable String type;
    private final boolean keepsExpired;
    private long[] entries = new long[16];
    private int count;
    private long[] expired = new long[4];
    private int expiredCount;

    Matches(
        CommandContext context, @Nullable Glob glob, @Nullable String type, boolean keepsExpired) {
      database = context.database();
      nowMillis = context.nowMillis();
      this.glob = glob;
      this.type = type;
      this.keepsExpired = keepsExpired;
    }

    @Override
    public void visit(long entry) {
      if (glob != null && !glob.matches(Entry.keyAddress(entry), Entry.keyLength(entry))) {
        return;
      }
      if (database.isExpired(entry, nowMillis)) {
        addExpired(entry);
      } else if (type == null || Types.name(Entry.type(entry)).equals(type)) {
        if (count == entries.length) {
          entries = Arrays.copyOf(entries, 2 * count);
        }
        entries[count] = entry;
        count++;
      }
    }

    private void addExpired(long entry) {
      if (!keepsExpired) {
        if (expiredCount == expired.length) {
          expired = Arrays.copyOf(expired, 2 * expiredCount);
        }
        expired[expiredCount] = entry;
        expiredCount++;
      }
    }

    /** As any command that meets them; when nobody walks over the table any more. */
    void deleteExpired() {
      for (int i = 0; i < expiredCount; i++) {
        long key = Entry.keyAddress(expired[i]);
        int length = Entry.keyLength(expired[i]);
        database.peek(Database.hash(key, length), key, length, nowMillis);
      }
    }

    void reply(ReplyWriter reply) {
      reply.array(count);
      for (int i = 0; i < count; i++) {
        reply.bulk(Entry.keyAddress(entries[i]), Entry.keyLength(entries[i]));
      }
    }
  }

  void keys(CommandContext context) {
    Matches matches = new Matches(context, ScanRequest.glob(context, 1), null, true);
    long cursor = 0;
    do {
      cursor = context.database().scan(cursor, KEYS_STEP, matches);
    } while (cursor != 0);
    matches.reply(context.reply());
  }

  void scan(CommandContext context) {
    String cursorText = context.request().text(1);
    if (!ScanRequest.isCursor(cursorText)) {
      context.reply().error(Errors.INVALID_CURSOR);
      return;
    }
    long count = DEFAULT_COUNT;
    Glob glob = null;
    String type = null;
    Arguments arguments = context.arguments(2);
    while (arguments.hasNext()) {
      if (arguments.takeOption("COUNT")) {
        count = arguments.takeLong();
        if (count < 1) {
          arguments.fail(Errors.SYNTAX);
        }
      } else if (arguments.takeOption("MATCH")) {
        glob = ScanRequest.glob(context, arguments.takeIndex());
      } else if (arguments.takeOption("TYPE")) {
        type = arguments.takeText().toLowerCase(Locale.ROOT);
      } else {
        arguments.fail(Errors.SYNTAX);
      }
    }
    if (arguments.failed()) {
      return;
    }
    long cursor = ScanRequest.cursor(cursorText);
    scan(context, cursor, count, new Matches(context, glob, type, false));
  }

  private static void scan(CommandContext context, long from, long count, Matches matches) {
    int limit = (int) Math.min(count, Integer.MAX_VALUE);
    long cursor = from;
    int steps = 0;
    do {
      cursor = context.database().scan(cursor, limit, matches);
      steps++;
    } while (cursor != 0 && matches.count < count && steps < ScanRequest.MAX_STEPS);
    context.reply().array(2);
    context.reply().bulk(Long.toUnsignedString(cursor));
    matches.reply(context.reply());
    matches.deleteExpired();
  }

  void randomkey(CommandContext context) {
    Database database = context.database();
    long ref = database.randomKey(random, context.nowMillis());
    if (ref == 0) {
      context.reply().nullBulk();
    } else {
      long address = database.address(ref);
      context.reply().bulk(Entry.keyAddress(address), Entry.keyLength(address));
    }
  }
}
