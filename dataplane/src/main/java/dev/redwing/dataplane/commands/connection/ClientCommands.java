package dev.redwing.dataplane.commands.connection;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.client.ClientRegistry;
import dev.redwing.dataplane.client.ReplyMode;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.Blocking;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.Pause;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** CLIENT and its subcommands. */
public final class ClientCommands {
  private static final String UNBLOCKED = "UNBLOCKED client unblocked via CLIENT UNBLOCK";
  private static final List<String> HELP =
      List.of(
          "CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
          "GETNAME",
          "    The name of this connection.",
          "ID",
          "    The id of this connection.",
          "INFO",
          "    The line of this connection in LIST.",
          "KILL <ip:port>",
          "    Close the connection from <ip:port>.",
          "KILL <option> <value> [<option> <value> [...]]",
          "    Close all connections for which every option holds:",
          "    * ADDR (<ip:port>|<unixsocket>:0)",
          "      It comes from this address",
          "    * ID <client-id>",
          "      It has this id.",
          "    * LADDR (<ip:port>|<unixsocket>:0)",
          "      It goes to this address of the server",
          "    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)",
          "      It is of this type.",
          "    * USER <username>",
          "      It is authenticated as <username>.",
          "    * SKIPME (YES|NO)",
          "      Whether this connection is spared (default: yes).",
          "LIST [options ...]",
          "    A line about each connection. Options:",
          "    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)",
          "      Only those of this type.",
          "    * ID <client-id> [<client-id> ...]",
          "      Only those with these ids.",
          "NO-EVICT (ON|OFF)",
          "    Whether this connection is spared when clients use too much memory.",
          "NO-TOUCH (ON|OFF)",
          "    Whether commands of this connection leave the access time of keys alone.",
          "PAUSE <timeout> [WRITE|ALL]",
          "    Hold all commands back, or those that write, for <timeout> milliseconds.",
          "REPLY (ON|OFF|SKIP)",
          "    Whether this connection gets replies.",
          "SETINFO <option> <value>",
          "    What library this connection uses. Options:",
          "    * LIB-NAME: its name.",
          "    * LIB-VER: its version.",
          "SETNAME <name>",
          "    Name this connection.",
          "UNBLOCK <clientid> [TIMEOUT|ERROR]",
          "    End the waiting of a blocked client.",
          "UNPAUSE",
          "    End a pause.",
          "HELP",
          "    This text.");

  private final ClientRegistry clients;
  private final Pause pause;
  private final Blocking blocking;

  public ClientCommands(ClientRegistry clients, Pause pause, Blocking blocking) {
    this.clients = clients;
    this.pause = pause;
    this.blocking = blocking;
  }

  public void register(CommandTable table) {
    table.container(command("client").arity(-2).since("2.4.0").group(Group.CONNECTION));
    table.register(own("getname").arity(2).since("2.6.9"), ClientCommands::getName);
    table.register(own("id").arity(2).since("5.0.0"), c -> c.reply().integer(c.client().id()));
    table.register(
        own("info").arity(2).since("6.2.0").tips("nondeterministic_output"), ClientCommands::info);
    table.register(own("no-touch").arity(3).since("7.2.0"), ClientCommands::noTouch);
    table.register(own("reply").arity(3).since("3.2.0"), ClientCommands::reply);
    table.register(
        own("setinfo")
            .arity(4)
            .since("7.2.0")
            .tips("request_policy:all_nodes", "response_policy:all_succeeded"),
        ClientCommands::setInfo);
    table.register(
        own("setname")
            .arity(3)
            .since("2.6.9")
            .tips("request_policy:all_nodes", "response_policy:all_succeeded"),
        ClientCommands::setName);
    table.register(others("kill").arity(-3).since("2.4.0"), this::kill);
    table.register(
        others("list").arity(-2).since("2.4.0").tips("nondeterministic_output"), this::list);
    table.register(others("no-evict").arity(3).since("7.0.0"), ClientCommands::noEvict);
    table.register(others("pause").arity(-3).since("2.9.50"), this::pause);
    table.register(others("unblock").arity(-3).since("5.0.0"), this::unblock);
    table.register(others("unpause").arity(2).since("6.2.0"), this::unpause);
    table.register(
        command("client|help")
            .arity(2)
            .since("5.0.0")
            .flags(Flag.LOADING, Flag.STALE)
            .group(Group.CONNECTION),
        ClientCommands::help);
  }

  /** About the calling connection. */
  private static CommandSpec.Builder own(String name) {
    return command("client|" + name)
        .flags(Flag.NOSCRIPT, Flag.LOADING, Flag.STALE)
        .group(Group.CONNECTION);
  }

  /** About other connections, or all. */
  private static CommandSpec.Builder others(String name) {
    return own(name).flags(Flag.ADMIN);
  }

  private static void help(CommandContext context) {
    context.reply().array(HELP.size());
    HELP.forEach(context.reply()::simple);
  }

  // ---- the calling connection ----

  private static void getName(CommandContext context) {
    String name = context.client().name();
    if (name.isEmpty()) {
      context.reply().nullBulk();
    } else {
      context.reply().bulk(name);
    }
  }

  private static void setName(CommandContext context) {
    String name = context.request().text(2);
    if (!ClientText.isPlain(name)) {
      context.reply().error(ClientText.BAD_NAME);
      return;
    }
    context.client().setName(name);
    context.reply().ok();
  }

  private static void setInfo(CommandContext context) {
    boolean name = context.is(2, "LIB-NAME");
    if (!name && !context.is(2, "LIB-VER")) {
      String option = Errors.quotable(context.request().text(2));
      context.reply().error("ERR Unrecognized option '" + option + "'");
      return;
    }
    String value = context.request().text(3);
    if (!ClientText.isPlain(value)) {
      String what = context.request().text(2);
      context
          .reply()
          .error("ERR " + what + " cannot contain spaces, newlines or special characters.");
      return;
    }
    if (name) {
      context.client().setLibraryName(value);
    } else {
      context.client().setLibraryVersion(value);
    }
    context.reply().ok();
  }

  private static void info(CommandContext context) {
    StringBuilder line = new StringBuilder();
    ClientText.append(line, context.client(), context.nowMillis());
    context.reply().verbatim("txt", line.append('\n').toString());
  }

  private static void noEvict(CommandContext context) {
    setFlag(context, ClientFlag.NO_EVICT);
  }

  private static void noTouch(CommandContext context) {
    setFlag(context, ClientFlag.NO_TOUCH);
  }

  private static void setFlag(CommandContext context, ClientFlag flag) {
    boolean on = context.is(2, "ON");
    if (!on && !context.is(2, "OFF")) {
      context.reply().error(Errors.SYNTAX);
      return;
    }
    context.client().set(flag, on);
    context.reply().ok();
  }

  private static void reply(CommandContext context) {
    Client client = context.client();
    if (context.is(2, "ON")) {
      client.setReplyMode(ReplyMode.ON);
      context.reply().ok();
    } else if (context.is(2, "OFF")) {
      client.setReplyMode(ReplyMode.OFF);
    } else if (context.is(2, "SKIP")) {
      if (client.replyMode() != ReplyMode.OFF) {
        client.setReplyMode(ReplyMode.SKIP_NEXT);
      }
    } else {
      context.reply().error(Errors.SYNTAX);
    }
  }

  // ---- all connections ----

  private void list(CommandContext context) {
    Arguments arguments = context.arguments(2);
    String type = null;
    Set<Long> ids = null;
    if (arguments.remaining() == 2 && arguments.take("TYPE")) {
      String word = arguments.takeText();
      type = ClientText.typeOf(word);
      if (type == null) {
        arguments.fail("ERR Unknown client type '" + word + "'");
      }
    } else if (arguments.remaining() > 1 && arguments.take("ID")) {
      ids = new HashSet<>();
      while (arguments.hasNext()) {
        ids.add(arguments.takeLong(Long.MIN_VALUE, Long.MAX_VALUE, "ERR Invalid client ID"));
      }
    }
    arguments.end();
    if (arguments.failed()) {
      return;
    }
    StringBuilder text = new StringBuilder();
    for (Client client : clients.all()) {
      boolean shown =
          (type == null || ClientText.type(client).equals(type))
              && (ids == null || ids.contains(client.id()));
      if (shown) {
        ClientText.append(text, client, context.nowMillis());
        text.append('\n');
      }
    }
    context.reply().verbatim("txt", text.toString());
  }

  private void kill(CommandContext context) {
    if (context.count() == 3) {
      killByAddress(context);
      return;
    }
    Arguments arguments = context.arguments(2);
    KillFilter filter = KillFilter.parse(arguments);
    if (arguments.failed()) {
      return;
    }
    List<Client> killed = new ArrayList<>();
    for (Client client : clients.all()) {
      if (filter.matches(client, context.client())) {
        killed.add(client);
      }
    }
    context.reply().integer(killed.size());
    killed.forEach(client -> close(client, context.client()));
  }

  private void killByAddress(CommandContext context) {
    String address = context.request().text(2);
    for (Client client : clients.all()) {
      if (client.address().equals(address)) {
        context.reply().ok();
        close(client, context.client());
        return;
      }
    }
    context.reply().error("ERR No such client");
  }

  private static void close(Client client, Client caller) {
    if (client.equals(caller)) {
      client.closeAfterReplies();
    } else {
      client.close();
    }
  }

  private void pause(CommandContext context) {
    Arguments arguments = context.arguments(2);
    if (arguments.remaining() > 2) {
      context.reply().error(Errors.subcommandSyntax("client", context.request().text(1)));
      return;
    }
    long millis = arguments.takeLong(Long.MIN_VALUE, Long.MAX_VALUE, Errors.TIMEOUT_NOT_AN_INTEGER);
    if (millis < 0) {
      arguments.fail(Errors.TIMEOUT_NEGATIVE);
    }
    Pause.Kind kind = Pause.Kind.ALL;
    if (arguments.take("WRITE")) {
      kind = Pause.Kind.WRITE;
    } else if (arguments.hasNext() && !arguments.take("ALL")) {
      arguments.fail("ERR CLIENT PAUSE mode must be WRITE or ALL");
    }
    if (arguments.failed()) {
      return;
    }
    pause.pause(kind, millis);
    context.reply().ok();
  }

  private void unpause(CommandContext context) {
    pause.end();
    context.reply().ok();
  }

  private void unblock(CommandContext context) {
    Arguments arguments = context.arguments(2);
    if (arguments.remaining() > 2) {
      context.reply().error(Errors.subcommandSyntax("client", context.request().text(1)));
      return;
    }
    String error = null;
    int idIndex = arguments.takeIndex();
    if (arguments.take("ERROR")) {
      error = UNBLOCKED;
    } else if (arguments.hasNext() && !arguments.take("TIMEOUT")) {
      arguments.fail("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    }
    if (arguments.failed()) {
      return;
    }
    Arguments again = context.arguments(idIndex);
    long id = again.takeLong();
    if (again.error() != null) {
      again.failed();
      return;
    }
    Client client = clients.byId(id);
    boolean unblocked = client != null && blocking.unblock(client, error);
    context.reply().integer(unblocked ? 1 : 0);
  }
}
