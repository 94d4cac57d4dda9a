package dev.redwing.dataplane.commands.hash;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.ScanRequest;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.hash.FieldVisitor;
import dev.redwing.dataplane.type.hash.HashType;
import java.util.Arrays;

/** HSCAN. */
final class HashScanCommand {
  private final HashType hashes;

  HashScanCommand(HashType hashes) {
    this.hashes = hashes;
  }

  /** Remembers fields of a table that match, where they lie. */
  private static final class Matches implements FieldVisitor {
    private static final int WORDS = 4;

    private final ScanRequest scan;
    private long[] words = new long[16 * WORDS];
    private int count;

    Matches(ScanRequest scan) {
      this.scan = scan;
    }

    @Override
    public void visit(long field, int fieldLength, long value, int valueLength) {
      if (!scan.matches(field, fieldLength)) {
        return;
      }
      int at = count * WORDS;
      if (at == words.length) {
        words = Arrays.copyOf(words, 2 * at);
      }
      words[at] = field;
      words[at + 1] = fieldLength;
      words[at + 2] = value;
      words[at + 3] = valueLength;
      count++;
    }

    void reply(ReplyWriter reply) {
      reply.array(2 * count);
      for (int i = 0; i < count * WORDS; i += 2) {
        reply.bulk(words[i], (int) words[i + 1]);
      }
    }
  }

  void hscan(CommandContext context) {
    if (!ScanRequest.isCursor(context.request().text(2))) {
      context.reply().error(Errors.INVALID_CURSOR);
      return;
    }
    EntryValue value = context.value(1, ValueType.HASH);
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
    if (HashType.isSmall(value)) {
      replyAll(reply, value, scan);
      return;
    }
    Matches matches = new Matches(scan);
    long cursor = scan.cursor();
    int steps = 0;
    do {
      cursor = hashes.scan(value, cursor, scan.step(), matches);
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
    int[] words = new int[1];
    hashes.forEach(
        value,
        (field, fieldLength, content, contentLength) -> {
          if (scan.matches(field, fieldLength)) {
            reply.bulk(field, fieldLength);
            reply.bulk(content, contentLength);
            words[0] += 2;
          }
        });
    reply.endArray(mark, words[0]);
  }
}
