package dev.redwing.dataplane.commands.string;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandHandler;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.Strings;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.string.CommonSubsequence;

/** LCS. */
final class LcsCommand {
  private static final String NOT_STRINGS = "ERR The specified keys must contain string values";
  private static final String LEN_AND_IDX =
      "ERR If you want both the length and indexes, please just use IDX.";
  private static final String BEYOND_LIMIT =
      "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len";
  private static final String TOO_LONG =
      "ERR Insufficient memory, failed allocating transient memory for LCS";

  private boolean length;
  private boolean indexes;
  private boolean withMatchLength;
  private long minMatchLength;

  private final Config config;

  private LcsCommand(Config config) {
    this.config = config;
  }

  static CommandHandler lcs(Config config) {
    return context -> new LcsCommand(config).run(context);
  }

  private void run(CommandContext context) {
    long first = context.lookup(1);
    long second = context.lookup(2);
    if (isNoString(context, first) || isNoString(context, second)) {
      context.reply().error(NOT_STRINGS);
      return;
    }
    if (!readOptions(context)) {
      return;
    }
    int firstLength = textLength(context, first);
    int secondLength = textLength(context, second);
    if (CommonSubsequence.tableBytes(firstLength, secondLength) > config.protoMaxBulkLenBytes()) {
      context.reply().error(BEYOND_LIMIT);
      return;
    }
    if (!CommonSubsequence.fits(firstLength, secondLength)) {
      context.reply().error(TOO_LONG);
      return;
    }
    try (NativeBuffer texts = new NativeBuffer(Math.max(1, firstLength + secondLength))) {
      copyText(context, first, texts.address());
      copyText(context, second, texts.address() + firstLength);
      long secondText = texts.address() + firstLength;
      try (CommonSubsequence common =
          new CommonSubsequence(texts.address(), firstLength, secondText, secondLength)) {
        reply(context.reply(), common);
      }
    }
  }

  private boolean readOptions(CommandContext context) {
    Arguments arguments = context.arguments(3);
    while (arguments.hasNext()) {
      if (arguments.take("IDX")) {
        indexes = true;
      } else if (arguments.take("LEN")) {
        length = true;
      } else if (arguments.take("WITHMATCHLEN")) {
        withMatchLength = true;
      } else if (arguments.takeOption("MINMATCHLEN")) {
        minMatchLength = Math.max(0, arguments.takeLong());
      } else {
        arguments.fail(Errors.SYNTAX);
      }
    }
    if (arguments.failed()) {
      return false;
    }
    if (length && indexes) {
      context.reply().error(LEN_AND_IDX);
      return false;
    }
    return true;
  }

  private void reply(ReplyWriter reply, CommonSubsequence common) {
    if (indexes) {
      replyIndexes(reply, common);
    } else if (length) {
      reply.integer(common.length());
    } else {
      reply.bulk(common.bytes());
    }
  }

  private void replyIndexes(ReplyWriter reply, CommonSubsequence common) {
    reply.map(2);
    reply.bulk("matches");
    int mark = reply.deferArray();
    int[] count = {0};
    common.ranges(
        (firstStart, firstEnd, secondStart, secondEnd) -> {
          long matchLength = (long) firstEnd - firstStart + 1;
          if (matchLength >= minMatchLength) {
            count[0]++;
            reply.array(withMatchLength ? 3 : 2);
            replyRange(reply, firstStart, firstEnd);
            replyRange(reply, secondStart, secondEnd);
            if (withMatchLength) {
              reply.integer(matchLength);
            }
          }
        });
    reply.endArray(mark, count[0]);
    reply.bulk("len");
    reply.integer(common.length());
  }

  private static void replyRange(ReplyWriter reply, int start, int end) {
    reply.array(2);
    reply.integer(start);
    reply.integer(end);
  }

  private static boolean isNoString(CommandContext context, long ref) {
    return ref != 0 && Entry.type(context.database().address(ref)) != ValueType.STRING;
  }

  private static int textLength(CommandContext context, long ref) {
    return ref == 0 ? 0 : Strings.textLength(context.database().address(ref));
  }

  private static void copyText(CommandContext context, long ref, long target) {
    if (ref == 0) {
      return;
    }
    long address = context.database().address(ref);
    if (Entry.isInt(address)) {
      AsciiNumbers.write(Entry.intValue(address), target);
    } else {
      NativeMemory.copy(Entry.valueAddress(address), target, Entry.valueLength(address));
    }
  }
}
