package dev.redwing.dataplane.commands.command;

import dev.redwing.dataplane.command.Command;
import dev.redwing.dataplane.command.spec.AclCategory;
import dev.redwing.dataplane.command.spec.CommandDocs;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.KeyFlag;
import dev.redwing.dataplane.command.spec.KeySpec;
import dev.redwing.dataplane.resp.ReplyWriter;
import java.util.List;

/** COMMAND INFO of one command. */
final class CommandDescription {
  private static final int FIELDS = 10;

  private final ReplyWriter reply;
  private final CommandDocs.Library library = new CommandDocs.Library();

  CommandDescription(ReplyWriter reply) {
    this.reply = reply;
  }

  void info(Command command) {
    CommandSpec spec = command.spec();
    reply.array(FIELDS);
    reply.bulk(spec.name());
    reply.integer(spec.arity());
    flags(spec);
    CommandSpec.LegacyRange range = spec.legacyRange();
    reply.integer(range.first());
    reply.integer(range.last());
    reply.integer(range.step());
    categories(spec);
    reply.set(spec.tips().size());
    spec.tips().forEach(reply::bulk);
    keySpecs(spec);
    reply.set(command.subcommands().size());
    for (Command subcommand : command.subcommands()) {
      info(subcommand);
    }
  }

  private void flags(CommandSpec spec) {
    int mark = reply.deferSet();
    int count = 0;
    for (Flag flag : Flag.values()) {
      String word = flag.word();
      if (word != null && spec.is(flag)) {
        reply.simple(word);
        count++;
      }
    }
    reply.endSet(mark, count);
  }

  private void categories(CommandSpec spec) {
    reply.set(Integer.bitCount(spec.categories()));
    for (AclCategory category : AclCategory.values()) {
      if (spec.is(category)) {
        reply.simple("@" + category.word());
      }
    }
  }

  static void keyFlags(ReplyWriter reply, int flags) {
    reply.set(Integer.bitCount(flags));
    for (KeyFlag flag : KeyFlag.values()) {
      if ((flags & flag.bit()) != 0) {
        reply.simple(flag.word());
      }
    }
  }

  private void keySpecs(CommandSpec spec) {
    List<KeySpec> keys = spec.keys();
    reply.set(keys.size());
    if (keys.isEmpty()) {
      return;
    }
    CommandDocs docs = library.of(spec);
    for (int i = 0; i < keys.size(); i++) {
      KeySpec key = keys.get(i);
      String note = docs.keyNotes().get(i);
      reply.map(note == null ? 3 : 4);
      if (note != null) {
        reply.bulk("notes");
        reply.bulk(note);
      }
      reply.bulk("flags");
      keyFlags(reply, key.flags());
      begin(reply, key.begin());
      find(reply, key.find());
    }
  }

  private static void begin(ReplyWriter reply, KeySpec.Begin begin) {
    reply.bulk("begin_search");
    switch (begin) {
      case KeySpec.Begin.Index(int index) -> {
        type(reply, "index", 1);
        number(reply, "index", index);
      }
      case KeySpec.Begin.Keyword(String keyword, int from) -> {
        type(reply, "keyword", 2);
        reply.bulk("keyword");
        reply.bulk(keyword);
        number(reply, "startfrom", from);
      }
      case KeySpec.Begin.Unknown() -> type(reply, "unknown", 0);
    }
  }

  private static void find(ReplyWriter reply, KeySpec.Find find) {
    reply.bulk("find_keys");
    switch (find) {
      case KeySpec.Find.Range(int lastKey, int step, int limit) -> {
        type(reply, "range", 3);
        number(reply, "lastkey", lastKey);
        number(reply, "keystep", step);
        number(reply, "limit", limit);
      }
      case KeySpec.Find.Counted(int countIndex, int firstKey, int step) -> {
        type(reply, "keynum", 3);
        number(reply, "keynumidx", countIndex);
        number(reply, "firstkey", firstKey);
        number(reply, "keystep", step);
      }
      case KeySpec.Find.Unknown() -> type(reply, "unknown", 0);
    }
  }

  /** The type, and the head of the map of its {@code count} numbers. */
  private static void type(ReplyWriter reply, String type, int count) {
    reply.map(2);
    reply.bulk("type");
    reply.bulk(type);
    reply.bulk("spec");
    reply.map(count);
  }

  private static void number(ReplyWriter reply, String name, int value) {
    reply.bulk(name);
    reply.integer(value);
  }
}
