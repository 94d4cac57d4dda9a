package dev.redwing.dataplane.commands.config;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.HelpText;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.ConfigGet;
import dev.redwing.dataplane.config.ConfigRewrite;
import dev.redwing.dataplane.config.ConfigSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CONFIG GET, SET, REWRITE, RESETSTAT and HELP. */
public final class ConfigCommands {
  /** What CONFIG needs of the server besides the values. */
  public interface Server {
    boolean isLoading();

    /** Whether the client is of this machine, for {@code enable-protected-configs local}. */
    boolean isLocal(Client client);

    /** Sets all statistics to zero. */
    void resetStatistics();
  }

  private final Config config;
  private final Server server;

  public ConfigCommands(Config config, Server server) {
    this.config = config;
    this.server = server;
  }

  public void register(CommandTable table) {
    table.container(command("config").arity(-2).group(Group.SERVER).since("2.0.0"));
    table.register(admin("config|get", -3, "2.0.0"), this::get);
    table.register(
        admin("config|set", -4, "2.0.0")
            .tips("request_policy:all_nodes", "response_policy:all_succeeded"),
        this::set);
    table.register(admin("config|rewrite", 2, "2.8.0"), this::rewrite);
    table.register(admin("config|resetstat", 2, "2.0.0"), this::resetStatistics);
    table.register(
        command("config|help")
            .arity(2)
            .flags(Flag.LOADING, Flag.STALE)
            .group(Group.SERVER)
            .since("5.0.0"),
        this::help);
  }

  private static CommandSpec.Builder admin(String name, int arity, String since) {
    return command(name)
        .arity(arity)
        .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE)
        .group(Group.SERVER)
        .since(since);
  }

  private static List<String> texts(CommandContext context) {
    List<String> texts = new ArrayList<>();
    for (int i = 2; i < context.count(); i++) {
      texts.add(context.request().text(i));
    }
    return texts;
  }

  private void get(CommandContext context) {
    Map<String, String> found = ConfigGet.matching(config, texts(context));
    context.reply().map(found.size());
    found.forEach(
        (name, value) -> {
          context.reply().bulk(name);
          context.reply().bulk(value);
        });
  }

  private void set(CommandContext context) {
    ConfigSet.Origin origin =
        new ConfigSet.Origin(server.isLocal(context.client()), server.isLoading());
    reply(context, ConfigSet.apply(config, texts(context), origin));
  }

  private void rewrite(CommandContext context) {
    reply(context, ConfigRewrite.rewriteFile(config));
  }

  private void resetStatistics(CommandContext context) {
    server.resetStatistics();
    context.reply().ok();
  }

  private static void reply(CommandContext context, @Nullable String error) {
    if (error == null) {
      context.reply().ok();
    } else {
      context.reply().error(error);
    }
  }

  private void help(CommandContext context) {
    HelpText.reply(
        context.reply(),
        "CONFIG",
        List.of(
            "GET <pattern>",
            "    Return parameters matching the glob-like <pattern> and their values.",
            "SET <directive> <value>",
            "    Set the configuration <directive> to <value>.",
            "RESETSTAT",
            "    Reset statistics reported by the INFO command.",
            "REWRITE",
            "    Rewrite the configuration file."));
  }
}
