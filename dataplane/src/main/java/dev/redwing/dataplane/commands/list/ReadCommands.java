package dev.redwing.dataplane.commands.list;

import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.list.ElementVisitor;
import dev.redwing.dataplane.type.list.ListCursor;
import dev.redwing.dataplane.type.list.ListType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lists that are only looked at. */
final class ReadCommands {
  private static final String RANK_ZERO =
      "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use"
          + " negative to start from the end of the list";
  private static final String NEGATIVE_COUNT = "ERR COUNT can't be negative";
  private static final String NEGATIVE_MAXLEN = "ERR MAXLEN can't be negative";
  private static final long NOT_GIVEN = -1;

  private final ListType lists;
  private final ElementReplies elementReplies = new ElementReplies();

  ReadCommands(ListType lists) {
    this.lists = lists;
  }

  static void llen(CommandContext context) {
    EntryValue value = context.value(1, ValueType.LIST);
    if (value != null) {
      context.reply().integer(value.exists() ? ListType.size(value) : 0);
    }
  }

  void lindex(CommandContext context) {
    EntryValue value = context.value(1, ValueType.LIST);
    if (value == null) {
      return;
    }
    if (!value.exists()) {
      context.reply().nullBulk();
      return;
    }
    Arguments arguments = context.arguments(2);
    long index = arguments.takeLong();
    if (arguments.failed()) {
      return;
    }
    ListCursor cursor = lists.cursor();
    if (cursor.seek(value, index < 0 ? index + ListType.size(value) : index)) {
      reply(context.reply(), cursor);
    } else {
      context.reply().nullBulk();
    }
  }

  private static void reply(ReplyWriter reply, ListCursor cursor) {
    PackText element = cursor.text();
    reply.bulk(element.address(), element.length());
  }

  void lrange(CommandContext context) {
    Arguments arguments = context.arguments(2);
    long first = arguments.takeLong();
    long last = arguments.takeLong();
    if (arguments.failed()) {
      return;
    }
    EntryValue value = context.value(1, ValueType.LIST);
    if (value == null) {
      return;
    }
    ReplyWriter reply = context.reply();
    long size = value.exists() ? ListType.size(value) : 0;
    long from = Math.max(0, first < 0 ? first + size : first);
    long to = Math.min(size - 1, last < 0 ? last + size : last);
    if (from > to) {
      reply.array(0);
      return;
    }
    reply.array(Math.toIntExact(to - from + 1));
    ListCursor cursor = lists.cursor();
    cursor.seek(value, from);
    elementReplies.reply = reply;
    cursor.visit(to - from + 1, elementReplies);
  }

  /** Replies elements; one for all commands, so that a command allocates none. */
  private static final class ElementReplies implements ElementVisitor {
    private @Nullable ReplyWriter reply;

    @Override
    public void visit(long address, int length) {
      Objects.requireNonNull(reply).bulk(address, length);
    }
  }

  void lpos(CommandContext context) {
    Arguments options = context.arguments(3);
    long rank = 1;
    long count = NOT_GIVEN;
    long maxLength = 0;
    while (options.hasNext()) {
      if (options.takeOption("RANK")) {
        rank = options.takeSignedCount();
        if (rank == 0) {
          options.fail(RANK_ZERO);
        }
      } else if (options.takeOption("COUNT")) {
        count = options.takeLong(0, Long.MAX_VALUE, NEGATIVE_COUNT);
      } else if (options.takeOption("MAXLEN")) {
        maxLength = options.takeLong(0, Long.MAX_VALUE, NEGATIVE_MAXLEN);
      } else {
        options.fail(Errors.SYNTAX);
      }
    }
    if (options.failed()) {
      return;
    }
    EntryValue value = context.value(1, ValueType.LIST);
    if (value != null) {
      long looked = maxLength == 0 ? Long.MAX_VALUE : maxLength;
      if (count == NOT_GIVEN) {
        replyOne(context, value, rank, looked);
      } else {
        replySome(context, value, rank, count == 0 ? Long.MAX_VALUE : count, looked);
      }
    }
  }

  private void replyOne(CommandContext context, EntryValue value, long rank, long looked) {
    long index = value.exists() ? positions(context, value, rank, 1, looked, false) : NOT_GIVEN;
    if (index == NOT_GIVEN) {
      context.reply().nullBulk();
    } else {
      context.reply().integer(index);
    }
  }

  private void replySome(
      CommandContext context, EntryValue value, long rank, long count, long looked) {
    ReplyWriter reply = context.reply();
    if (!value.exists()) {
      reply.array(0);
      return;
    }
    int mark = reply.deferArray();
    reply.endArray(mark, positions(context, value, rank, count, looked, true));
  }

  /**
   * Looks for argument 2 among the first (or for a negative rank the last) {@code looked} elements.
   * Replies up to {@code count} positions, from the rank on, and returns how many; or returns the
   * first of them, -1 if there is none.
   */
  private long positions(
      CommandContext context,
      EntryValue value,
      long rank,
      long count,
      long looked,
      boolean replied) {
    boolean backwards = rank < 0;
    long size = ListType.size(value);
    long skipped = Math.abs(rank) - 1;
    long found = 0;
    ListCursor cursor = lists.cursor();
    boolean more = cursor.seek(value, backwards ? size - 1 : 0);
    for (long i = 0; more && i < looked && found < count; i++) {
      if (cursor.equalTo(context.address(2), context.length(2))) {
        if (skipped > 0) {
          skipped--;
        } else {
          long index = backwards ? size - 1 - i : i;
          if (!replied) {
            return index;
          }
          context.reply().integer(index);
          found++;
        }
      }
      more = cursor.step(backwards);
    }
    return replied ? found : NOT_GIVEN;
  }
}
