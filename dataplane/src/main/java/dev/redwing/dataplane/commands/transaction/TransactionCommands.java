package dev.redwing.dataplane.commands.transaction;

import static dev.redwing.dataplane.command.spec.CommandSpec.command;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.command.Command;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.CommandHandler;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.Group;
import dev.redwing.dataplane.command.spec.KeyFlag;
import dev.redwing.dataplane.command.spec.KeySpec;
import dev.redwing.dataplane.resp.Request;
import dev.redwing.dataplane.tx.Transaction;
import dev.redwing.dataplane.tx.Watches;

/** MULTI, EXEC, DISCARD, WATCH and UNWATCH. The dispatcher does the queueing. */
public final class TransactionCommands {
  private final Watches watches;
  private final Request view = new Request();

  private TransactionCommands(Watches watches) {
    this.watches = watches;
  }

  public static void register(CommandTable table, Watches watches) {
    TransactionCommands group = new TransactionCommands(watches);
    add(
        table,
        of("multi", 1, Flag.FAST, Flag.ALLOW_BUSY).since("1.2.0"),
        TransactionCommands::multi);
    add(table, of("exec", 1, Flag.SKIP_SLOWLOG).since("1.2.0"), group::exec)
        .whenRefused(group::end);
    add(table, of("discard", 1, Flag.FAST, Flag.ALLOW_BUSY).since("2.0.0"), group::discard);
    add(
        table,
        of("watch", -2, Flag.FAST, Flag.ALLOW_BUSY)
            .since("2.2.0")
            .key(KeySpec.at(1).range(-1, 1, 0), KeyFlag.RO),
        group::watch);
    add(table, of("unwatch", 1, Flag.FAST, Flag.ALLOW_BUSY).since("2.2.0"), group::unwatch);
  }

  private static Command add(
      CommandTable table, CommandSpec.Builder declaration, CommandHandler handler) {
    return table.register(
        declaration.flags(Flag.NOSCRIPT, Flag.LOADING, Flag.STALE).group(Group.TRANSACTIONS),
        handler);
  }

  private static CommandSpec.Builder of(String name, int arity, Flag... flags) {
    return command(name).arity(arity).flags(flags);
  }

  private static void multi(CommandContext context) {
    if (context.client().is(ClientFlag.MULTI)) {
      context.reply().error(Errors.NESTED_MULTI);
      return;
    }
    Transaction.begin(context.client());
    context.reply().ok();
  }

  private void exec(CommandContext context) {
    Client client = context.client();
    if (!client.is(ClientFlag.MULTI)) {
      context.reply().error(Errors.EXEC_WITHOUT_MULTI);
      return;
    }
    if (client.is(ClientFlag.DIRTY_EXEC)) {
      end(client);
      context.reply().error(Errors.EXEC_ABORT);
      return;
    }
    if (client.is(ClientFlag.DIRTY_WATCH) || watches.hasExpired(client, context.nowMillis())) {
      end(client);
      context.reply().nullArray();
      return;
    }
    watches.unwatch(client);
    Transaction transaction = Transaction.of(client);
    if (transaction == null) {
      context.reply().array(0);
    } else {
      run(context, transaction);
    }
    Transaction.end(client);
  }

  /** The client counts as being between MULTI and EXEC while its commands run. */
  private void run(CommandContext context, Transaction transaction) {
    context.reply().array(transaction.count());
    transaction.seal();
    for (int i = 0; i < transaction.count(); i++) {
      Request request = transaction.request(i, view);
      Command command = context.commands().lookup(request);
      if (command == null) {
        throw new IllegalStateException("a queued command is not in the table any more");
      }
      context.call(command, request);
    }
  }

  private void end(Client client) {
    watches.unwatch(client);
    Transaction.end(client);
  }

  private void discard(CommandContext context) {
    if (!context.client().is(ClientFlag.MULTI)) {
      context.reply().error(Errors.DISCARD_WITHOUT_MULTI);
      return;
    }
    end(context.client());
    context.reply().ok();
  }

  private void watch(CommandContext context) {
    Client client = context.client();
    if (client.is(ClientFlag.MULTI)) {
      context.reply().error(Errors.WATCH_IN_MULTI);
      return;
    }
    if (!client.is(ClientFlag.DIRTY_WATCH)) {
      for (int i = 1; i < context.count(); i++) {
        watches.watch(
            client, context.hash(i), context.address(i), context.length(i), context.nowMillis());
      }
    }
    context.reply().ok();
  }

  private void unwatch(CommandContext context) {
    watches.unwatch(context.client());
    context.client().clear(ClientFlag.DIRTY_WATCH);
    context.reply().ok();
  }
}
