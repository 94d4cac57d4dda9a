package dev.redwing.dataplane.commands.server;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.Blocking;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.config.ShutdownOption;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** SHUTDOWN: who asks hears nothing but the end, or that it is none. */
public final class ShutdownCommand {
  private static final String FAILED = "ERR Errors trying to SHUTDOWN. Check logs.";
  private static final String NONE_IN_PROGRESS = "ERR No shutdown in progress.";
  private static final String NOT_WAITING =
      "ERR SHUTDOWN without NOW or ABORT isn't allowed for DENY BLOCKING client";

  private final Port port;
  private final Blocking blocking;

  /** What ends the process. */
  public interface Port {
    /** Ends the process, now or later; runs {@code refused} once if it does not. */
    void begin(Set<ShutdownOption> options, Runnable refused);

    /** Stays after all; false when nothing was under way. */
    boolean abort();
  }

  public ShutdownCommand(Port port, Blocking blocking) {
    this.port = port;
    this.blocking = blocking;
  }

  public void register(CommandTable table) {
    table.register(
        command("shutdown")
            .arity(-1)
            .flags(
                Flag.ADMIN, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.NO_MULTI, Flag.ALLOW_BUSY)
            .group(Group.SERVER)
            .since("1.0.0")
            .acl(),
        this::shutdown);
  }

  private void shutdown(CommandContext context) {
    Arguments arguments = context.arguments();
    EnumSet<ShutdownOption> options = EnumSet.noneOf(ShutdownOption.class);
    boolean abort = false;
    while (arguments.hasNext()) {
      ShutdownOption option = takeOption(arguments);
      if (option != null) {
        options.add(option);
      } else if (arguments.take("ABORT")) {
        abort = true;
      } else {
        arguments.fail(Errors.SYNTAX);
      }
    }
    boolean both = options.contains(ShutdownOption.SAVE) && options.contains(ShutdownOption.NOSAVE);
    if (both || (abort && !options.isEmpty())) {
      arguments.fail(Errors.SYNTAX);
    }
    if (arguments.failed()) {
      return;
    }
    if (abort) {
      abort(context);
    } else if (!options.contains(ShutdownOption.NOW) && !context.mayBlock()) {
      context.reply().error(NOT_WAITING);
    } else {
      begin(context.client(), options);
    }
  }

  private static @Nullable ShutdownOption takeOption(Arguments arguments) {
    for (ShutdownOption option : ShutdownOption.values()) {
      if (arguments.take(option.name())) {
        return option;
      }
    }
    return null;
  }

  private void abort(CommandContext context) {
    if (port.abort()) {
      context.reply().ok();
    } else {
      context.reply().error(NONE_IN_PROGRESS);
    }
  }

  private void begin(Client client, Set<ShutdownOption> options) {
    Refused refused = new Refused();
    blocking.park(client, Blocking.NO_TIMEOUT, refused);
    port.begin(options, () -> refused.heard = true);
  }

  /** What a client in SHUTDOWN waits for. */
  private static final class Refused implements Blocking.Condition {
    private boolean heard;

    @Override
    public boolean tryFinish(Client client) {
      if (heard) {
        client.reply().error(FAILED);
      }
      return heard;
    }

    @Override
    public void timedOut(Client client) {
      client.reply().error(FAILED);
    }
  }
}
