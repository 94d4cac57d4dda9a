package dev.redwing.dataplane.commands.connection;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.client.ClientRegistry;
import dev.redwing.dataplane.client.ReplyMode;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.ServerState;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.RedisVersion;
import dev.redwing.dataplane.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/** AUTH, ECHO, HELLO, PING, QUIT, RESET, SELECT. */
public final class ConnectionCommands {
  private static final String NO_PASSWORD_SET =
      "ERR AUTH <password> called without any password configured for the default user. Are you"
          + " sure your configuration is correct?";
  private static final String HELLO_BEFORE_AUTH =
      "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO"
          + " AUTH <user> <pass> option can be used to authenticate the client and select"
          + " the RESP protocol version at the same time";
  private static final String BAD_PROTOCOL_NUMBER =
      "ERR Protocol version is not an integer or out of range";
  private static final String NOT_AN_INT =
      "ERR value is out of range, value must between -2147483648 and 2147483647";
  private static final String NO_PROTOCOL = "NOPROTO unsupported protocol version";
  private static final int HELLO_FIELDS = 7;

  private final Passwords passwords;
  private final ClientRegistry clients;
  private final ServerState state;

  public ConnectionCommands(Config config, ClientRegistry clients, ServerState state) {
    this.passwords = new Passwords(config);
    this.clients = clients;
    this.state = state;
  }

  public void register(CommandTable table) {
    table.register(beforeAuth("auth").arity(-2), this::auth);
    table.register(beforeAuth("hello").arity(-1).since("6.0.0"), this::hello);
    table.register(beforeAuth("reset").arity(1).since("6.2.0"), this::reset);
    table.register(beforeAuth("quit").arity(-1), ConnectionCommands::quit);
    table.register(
        command("select")
            .arity(2)
            .flags(Flag.LOADING, Flag.STALE, Flag.FAST)
            .group(Group.CONNECTION),
        ConnectionCommands::select);
    table.register(
        command("echo").arity(2).flags(Flag.LOADING, Flag.STALE, Flag.FAST).group(Group.CONNECTION),
        context -> context.reply().bulk(context.address(1), context.length(1)));
    table.register(
        command("ping")
            .arity(-1)
            .flags(Flag.FAST)
            .group(Group.CONNECTION)
            .tips("request_policy:all_shards", "response_policy:all_succeeded"),
        ConnectionCommands::ping);
  }

  private static CommandSpec.Builder beforeAuth(String name) {
    return command(name)
        .flags(Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.FAST, Flag.NO_AUTH, Flag.ALLOW_BUSY)
        .group(Group.CONNECTION);
  }

  private static void ping(CommandContext context) {
    ReplyWriter reply = context.reply();
    if (context.count() > 2) {
      reply.error(Errors.wrongArity("ping"));
      return;
    }
    if (context.client().is(ClientFlag.PUBSUB) && context.client().protocol() == 2) {
      reply.array(2);
      reply.bulk("pong");
      if (context.count() == 1) {
        reply.bulk("");
        return;
      }
    } else if (context.count() == 1) {
      reply.pong();
      return;
    }
    reply.bulk(context.address(1), context.length(1));
  }

  private static void select(CommandContext context) {
    Arguments arguments = context.arguments();
    long index = arguments.takeLong(Long.MIN_VALUE, Long.MAX_VALUE, Errors.NOT_AN_INTEGER);
    if (index != (int) index) {
      arguments.fail(NOT_AN_INT);
    }
    if (arguments.failed()) {
      return;
    }
    if (index < 0 || index >= context.keyspace().databaseCount()) {
      context.reply().error(Errors.DB_OUT_OF_RANGE);
      return;
    }
    context.client().selectDatabase((int) index);
    context.reply().ok();
  }

  private static void quit(CommandContext context) {
    context.reply().ok();
    context.client().closeAfterReplies();
  }

  private void auth(CommandContext context) {
    ReplyWriter reply = context.reply();
    if (context.count() > 3) {
      reply.error(Errors.SYNTAX);
      return;
    }
    if (context.count() == 2 && !passwords.isRequired()) {
      reply.error(NO_PASSWORD_SET);
      return;
    }
    String user = context.count() == 3 ? context.request().text(1) : "default";
    String password = context.request().text(context.count() - 1);
    String refusal = passwords.authenticate(context.client(), user, password);
    if (refusal == null) {
      reply.ok();
    } else {
      reply.error(refusal);
    }
  }

  // ---- HELLO ----

  private void hello(CommandContext context) {
    Client client = context.client();
    Arguments arguments = context.arguments();
    long protocol = client.protocol();
    if (arguments.hasNext()) {
      protocol = arguments.takeLong(Long.MIN_VALUE, Long.MAX_VALUE, BAD_PROTOCOL_NUMBER);
      if (arguments.failed()) {
        return;
      }
      if (protocol != 2 && protocol != 3) {
        context.reply().error(NO_PROTOCOL);
        return;
      }
    }
    String name = null;
    while (arguments.hasNext()) {
      String option = Errors.quotable(arguments.text(arguments.index()));
      if (arguments.remaining() > 2 && arguments.take("AUTH")) {
        String refusal = passwords.authenticate(client, arguments.takeText(), arguments.takeText());
        if (refusal != null) {
          arguments.fail(refusal);
        }
      } else if (arguments.remaining() > 1 && arguments.take("SETNAME")) {
        name = arguments.takeText();
        if (!ClientText.isPlain(name)) {
          arguments.fail(ClientText.BAD_NAME);
        }
      } else {
        arguments.fail("ERR Syntax error in HELLO option '" + option + "'");
      }
    }
    if (arguments.failed()) {
      return;
    }
    greet(context, (int) protocol, name);
  }

  private void greet(CommandContext context, int protocol, @Nullable String name) {
    Client client = context.client();
    ReplyWriter reply = context.reply();
    if (!client.isAuthenticated()) {
      reply.error(HELLO_BEFORE_AUTH);
      return;
    }
    if (name != null) {
      client.setName(name);
    }
    reply.setProtocol(protocol);
    reply.map(HELLO_FIELDS);
    reply.bulk("server");
    reply.bulk("redis");
    reply.bulk("version");
    reply.bulk(RedisVersion.TEXT);
    reply.bulk("proto");
    reply.integer(protocol);
    reply.bulk("id");
    reply.integer(client.id());
    reply.bulk("mode");
    reply.bulk("standalone");
    reply.bulk("role");
    reply.bulk(state.isReplica() ? "replica" : "master");
    reply.bulk("modules");
    reply.array(0);
  }

  // ---- RESET ----

  private void reset(CommandContext context) {
    Client client = context.client();
    clients.reset(client);
    client.setName("");
    client.selectDatabase(0);
    client.setReplyMode(ReplyMode.ON);
    client.clear(ClientFlag.NO_EVICT);
    client.clear(ClientFlag.NO_TOUCH);
    client.clear(ClientFlag.READONLY);
    if (passwords.isRequired()) {
      client.requireAuthentication();
    } else {
      client.authenticateAs("default");
    }
    context.reply().setProtocol(2);
    context.reply().simple("RESET");
  }
}
