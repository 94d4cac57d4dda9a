package dev.redwing.dataplane.commands.command;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;
import static dev.redwing.dataplane.command.spec.Flag.LOADING;
import static dev.redwing.dataplane.command.spec.Flag.STALE;

import dev.redwing.dataplane.bytes.Glob;
import dev.redwing.dataplane.command.Command;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.Help;
import dev.redwing.dataplane.command.Keys;
import dev.redwing.dataplane.command.spec.AclCategory;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.command.spec.KeyFlag;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.resp.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** COMMAND and its subcommands. */
public final class CommandCommands {
  private static final String INVALID_COMMAND = "ERR Invalid command specified";
  private static final String NO_KEYS = "ERR The command has no key arguments";
  private static final String INVALID_COUNT =
      "ERR Invalid number of arguments specified for command";
  private static final String INVALID_ARGUMENTS = "ERR Invalid arguments specified for command";
  private static final String UNORDERED = "nondeterministic_output_order";

  private CommandCommands() {}

  public static void register(CommandTable table) {
    table.container(of("command", -1, "2.8.13").tips(UNORDERED), CommandCommands::all);
    table.register(of("command|count", 2, "2.8.13"), CommandCommands::count);
    table.register(of("command|docs", -2, "7.0.0").tips(UNORDERED), CommandCommands::docs);
    table.register(of("command|getkeys", -3, "2.8.13"), CommandCommands::getkeys);
    table.register(of("command|getkeysandflags", -3, "7.0.0"), CommandCommands::getkeysandflags);
    table.register(of("command|help", 2, "5.0.0"), CommandCommands::help);
    table.register(of("command|info", -2, "2.8.13").tips(UNORDERED), CommandCommands::info);
    table.register(of("command|list", -2, "7.0.0").tips(UNORDERED), CommandCommands::list);
  }

  private static CommandSpec.Builder of(String name, int arity, String since) {
    return command(name)
        .arity(arity)
        .flags(LOADING, STALE)
        .group(Group.SERVER)
        .acl(AclCategory.CONNECTION)
        .since(since);
  }

  // ---- descriptions ----

  private static void all(CommandContext context) {
    ReplyWriter reply = context.reply();
    CommandDescription description = new CommandDescription(reply);
    reply.array(context.commands().commands().size());
    for (Command command : context.commands().commands()) {
      description.info(command);
    }
  }

  private static void count(CommandContext context) {
    context.reply().integer(context.commands().commands().size());
  }

  private static void info(CommandContext context) {
    if (context.count() == 2) {
      all(context);
      return;
    }
    ReplyWriter reply = context.reply();
    CommandDescription description = new CommandDescription(reply);
    reply.array(context.count() - 2);
    for (int i = 2; i < context.count(); i++) {
      Command command = context.commands().byName(context.request().text(i));
      if (command == null) {
        reply.nullBulk();
      } else {
        description.info(command);
      }
    }
  }

  private static void docs(CommandContext context) {
    List<Command> commands = new ArrayList<>();
    if (context.count() == 2) {
      commands.addAll(context.commands().commands());
    }
    for (int i = 2; i < context.count(); i++) {
      Command command = context.commands().byName(context.request().text(i));
      if (command != null) {
        commands.add(command);
      }
    }
    new CommandDocumentation(context.reply()).write(commands);
  }

  // ---- names ----

  private static void list(CommandContext context) {
    Predicate<Command> filter = filter(context);
    if (filter == null) {
      context.reply().error(Errors.SYNTAX);
      return;
    }
    List<String> names = new ArrayList<>();
    for (Command command : context.commands().commands()) {
      if (filter.test(command)) {
        names.add(command.name());
      }
      for (Command subcommand : command.subcommands()) {
        if (filter.test(subcommand)) {
          names.add(subcommand.name());
        }
      }
    }
    context.reply().array(names.size());
    names.forEach(context.reply()::bulk);
  }

  private static @Nullable Predicate<Command> filter(CommandContext context) {
    if (context.count() == 2) {
      return command -> true;
    }
    if (context.count() != 5 || !context.is(2, "FILTERBY")) {
      return null;
    }
    String what = context.request().text(4);
    return switch (context.request().text(3).toLowerCase(Locale.ROOT)) {
      case "module" -> command -> false;
      case "aclcat" -> command -> isIn(command, what);
      case "pattern" -> command -> isLike(command.name(), context.address(4), context.length(4));
      default -> null;
    };
  }

  private static boolean isIn(Command command, String category) {
    for (AclCategory each : AclCategory.values()) {
      if (each.word().equalsIgnoreCase(category)) {
        return command.spec().is(each);
      }
    }
    return false;
  }

  private static boolean isLike(String name, long pattern, int length) {
    try (NativeBuffer text = new NativeBuffer(name.length())) {
      byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      NativeMemory.copyIn(bytes, 0, text.address(), bytes.length);
      return new Glob(pattern, length, true).matches(text.address(), bytes.length);
    }
  }

  // ---- keys ----

  private static void getkeys(CommandContext context) {
    Request inner = inner(context);
    List<Keys.Key> keys = keys(context, inner);
    if (keys != null) {
      context.reply().array(keys.size());
      for (Keys.Key key : keys) {
        context.reply().bulk(inner.address(key.index()), inner.length(key.index()));
      }
    }
  }

  private static void getkeysandflags(CommandContext context) {
    Request inner = inner(context);
    List<Keys.Key> keys = keys(context, inner);
    if (keys != null) {
      context.reply().array(keys.size());
      for (Keys.Key key : keys) {
        context.reply().array(2);
        context.reply().bulk(inner.address(key.index()), inner.length(key.index()));
        CommandDescription.keyFlags(context.reply(), key.flags() & ~KeyFlag.VARIABLE_FLAGS.bit());
      }
    }
  }

  private static Request inner(CommandContext context) {
    int count = context.count() - 2;
    long[] addresses = new long[count];
    int[] lengths = new int[count];
    for (int i = 0; i < count; i++) {
      addresses[i] = context.address(i + 2);
      lengths[i] = context.length(i + 2);
    }
    return new Request().wrap(addresses, lengths, 0, count);
  }

  /** The keys, or null when an error or an empty array was replied. */
  private static @Nullable List<Keys.Key> keys(CommandContext context, Request inner) {
    Command command = context.commands().lookup(inner);
    String error = null;
    List<Keys.Key> keys = List.of();
    if (command == null) {
      error = INVALID_COMMAND;
    } else if (command.spec().keys().isEmpty()) {
      error = NO_KEYS;
    } else if (!command.spec().accepts(inner.count())) {
      error = INVALID_COUNT;
    } else {
      keys = Keys.of(command, inner);
      if (keys.isEmpty() && !command.is(Flag.NO_MANDATORY_KEYS)) {
        error = INVALID_ARGUMENTS;
      }
    }
    if (error != null) {
      context.reply().error(error);
      return null;
    }
    return keys;
  }

  private static void help(CommandContext context) {
    Help.reply(
        context,
        "(no subcommand)",
        "    Return details about all Redis commands.",
        "COUNT",
        "    Return the total number of commands in this Redis server.",
        "LIST",
        "    Return a list of all commands in this Redis server.",
        "INFO [<command-name> ...]",
        "    Return details about multiple Redis commands.",
        "    If no command names are given, documentation details for all",
        "    commands are returned.",
        "DOCS [<command-name> ...]",
        "    Return documentation details about multiple Redis commands.",
        "    If no command names are given, documentation details for all",
        "    commands are returned.",
        "GETKEYS <full-command>",
        "    Return the keys from a full Redis command.",
        "GETKEYSANDFLAGS <full-command>",
        "    Return the keys and the access flags from a full Redis command.");
  }
}
