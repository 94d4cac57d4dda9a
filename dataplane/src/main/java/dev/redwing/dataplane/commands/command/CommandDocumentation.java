package dev.redwing.dataplane.commands.command;

import dev.redwing.dataplane.command.Command;
import dev.redwing.dataplane.command.spec.ArgSpec;
import dev.redwing.dataplane.command.spec.CommandDocs;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.resp.ReplyWriter;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** COMMAND DOCS. */
final class CommandDocumentation {
  private final ReplyWriter reply;
  private final CommandDocs.Library library = new CommandDocs.Library();

  /** Fields of the map that is being written. */
  private int fields;

  CommandDocumentation(ReplyWriter reply) {
    this.reply = reply;
  }

  void write(Collection<Command> commands) {
    reply.map(commands.size());
    for (Command command : commands) {
      reply.bulk(command.name());
      write(command);
    }
  }

  private void write(Command command) {
    CommandSpec spec = command.spec();
    CommandDocs docs = library.of(spec);
    int mark = reply.deferMap();
    int outer = fields;
    fields = 0;
    text("summary", docs.summary());
    text("since", spec.since());
    text("group", spec.group().word());
    text("complexity", docs.complexity());
    docFlags(docs);
    text("deprecated_since", docs.deprecatedSince());
    text("replaced_by", docs.replacedBy());
    history(docs);
    if (!docs.arguments().isEmpty()) {
      field("arguments");
      arguments(docs.arguments());
    }
    if (command.isContainer()) {
      field("subcommands");
      write(command.subcommands());
    }
    reply.endMap(mark, fields);
    fields = outer;
  }

  private void field(String name) {
    reply.bulk(name);
    fields++;
  }

  private void text(String name, @Nullable String text) {
    if (text != null) {
      field(name);
      reply.bulk(text);
    }
  }

  private void docFlags(CommandDocs docs) {
    boolean deprecated = docs.deprecatedSince() != null;
    if (!deprecated && !docs.system()) {
      return;
    }
    field("doc_flags");
    reply.set((deprecated ? 1 : 0) + (docs.system() ? 1 : 0));
    if (deprecated) {
      reply.simple("deprecated");
    }
    if (docs.system()) {
      reply.simple("syscmd");
    }
  }

  private void history(CommandDocs docs) {
    if (docs.history().isEmpty()) {
      return;
    }
    field("history");
    reply.set(docs.history().size());
    for (CommandDocs.Change change : docs.history()) {
      reply.array(2);
      reply.bulk(change.version());
      reply.bulk(change.what());
    }
  }

  private void arguments(List<ArgSpec> arguments) {
    reply.array(arguments.size());
    for (ArgSpec argument : arguments) {
      int mark = reply.deferMap();
      int outer = fields;
      fields = 0;
      argument(argument);
      reply.endMap(mark, fields);
      fields = outer;
    }
  }

  private void argument(ArgSpec argument) {
    text("name", argument.name());
    text("type", argument.type().word());
    if (argument.keySpecIndex() != ArgSpec.NO_KEY_SPEC) {
      field("key_spec_index");
      reply.integer(argument.keySpecIndex());
    }
    text("token", argument.token());
    text("since", argument.since());
    text("deprecated_since", argument.deprecatedSince());
    int flags =
        (argument.optional() ? 1 : 0)
            + (argument.multiple() ? 1 : 0)
            + (argument.multipleToken() ? 1 : 0);
    if (flags > 0) {
      field("flags");
      reply.set(flags);
      flag(argument.optional(), "optional");
      flag(argument.multiple(), "multiple");
      flag(argument.multipleToken(), "multiple_token");
    }
    if (!argument.arguments().isEmpty()) {
      field("arguments");
      arguments(argument.arguments());
    }
  }

  private void flag(boolean isSet, String word) {
    if (isSet) {
      reply.simple(word);
    }
  }
}
