package dev.redwing.dataplane.commands.set;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.ScanRequest;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.set.MemberVisitor;
import dev.redwing.dataplane.type.set.SetType;
import java.util.Arrays;

/** SSCAN. */
final class SetScanCommand {
  private final SetType sets;

  SetScanCommand(SetType sets) {
    this.sets = sets;
  }

  /** Remembers members of a table that match, where they lie. */
  private static final class Matches implements MemberVisitor {
    private final ScanRequest scan;
    private long[] words = new long[32];
    private int count;

    Matches(ScanRequest scan) {
      this.scan = scan;
    }

    @Override
    public void visit(long member, int length) {
      if (!scan.matches(member, length)) {
        return;
      }
      if (2 * count == words.length) {
        words = Arrays.copyOf(words, 4 * count);
      }
      words[2 * count] = member;
      words[2 * count + 1] = length;
      count++;
    }

    void reply(ReplyWriter reply) {
      reply.array(count);
      for (int i = 0; i < count; i++) {
        reply.bulk(words[2 * i], (int) words[2 * i + 1]);
      }
    }
  }

  void sscan(CommandContext context) {
    if (!ScanRequest.isCursor(context.request().text(2))) {
      context.reply().error(Errors.INVALID_CURSOR);
      return;
    }
    EntryValue value = context.value(1, ValueType.SET);
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
    if (SetType.isSmall(value)) {
      replyAll(reply, value, scan);
      return;
    }
    Matches matches = new Matches(scan);
    long cursor = scan.cursor();
    int steps = 0;
    do {
      cursor = sets.scan(value, cursor, scan.step(), matches);
      steps++;
    } while (cursor != 0 && matches.count < scan.limit() && steps < ScanRequest.MAX_STEPS);
    reply.array(2);
    reply.bulk(Long.toUnsignedString(cursor));
    matches.reply(reply);
  }

  private void replyAll(ReplyWriter reply, EntryValue value, ScanRequest scan) {
    reply.array(2);
    reply.bulkInteger(0);
    int mark = reply.deferArray();
    int[] count = new int[1];
    sets.forEach(
        value,
        (member, length) -> {
          if (scan.matches(member, length)) {
            reply.bulk(member, length);
            count[0]++;
          }
        });
    reply.endArray(mark, count[0]);
  }
}
