package dev.redwing.dataplane.command;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.client.ReplyMode;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import dev.redwing.dataplane.propagate.CommandApplier;
import dev.redwing.dataplane.propagate.EffectStream;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.resp.Request;
import dev.redwing.dataplane.resp.RequestBatch;
import dev.redwing.dataplane.resp.TextTooLongException;
import dev.redwing.dataplane.tx.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests and runs their commands: look-up, checks in Redis's order, queueing between MULTI
 * and EXEC, the handler, then what follows from it: statistics, propagation, the reply's fate.
 *
 * <p>Of a batch of pipelined requests the names and the keys' hashes come first, for all, then what
 * the {@link Prefetch} does.
 */
public final class Dispatcher implements CommandApplier {
  /** A client's command, and one that EXEC runs. */
  private static final int MAX_DEPTH = 3;

  private static final int WRITE = Flag.WRITE.bit();
  private static final int DENYOOM = Flag.DENYOOM.bit();
  private static final int MAY_REPLICATE = Flag.WRITE.bit() | Flag.MAY_REPLICATE.bit();
  private static final int TOUCHES_DATA =
      Flag.WRITE.bit() | Flag.READONLY.bit() | Flag.MAY_REPLICATE.bit();

  private final CommandTable table;
  private final Keyspace keyspace;
  private final EffectStream effects;
  private final ServerState state;
  private final CommandTimer timer;
  private final Pause pause;
  private final CommandObserver observer;
  private final CommandContext[] contexts = new CommandContext[MAX_DEPTH];
  private final @Nullable Command[] batchCommands =
      new @Nullable Command[RequestBatch.MAX_REQUESTS];
  private final long[] batchHashes = new long[RequestBatch.MAX_REQUESTS];
  private final Prefetch prefetch = new Prefetch();

  private int depth;

  private long lookupHits;
  private long lookupMisses;

  public Dispatcher(
      CommandTable table,
      Keyspace keyspace,
      EffectStream effects,
      ServerState state,
      Clock clock,
      Pause pause,
      CommandObserver observer) {
    this.table = table;
    this.keyspace = keyspace;
    this.effects = effects;
    this.state = state;
    this.pause = pause;
    this.observer = observer;
    timer = new CommandTimer(clock, observer);
    for (int i = 0; i < MAX_DEPTH; i++) {
      contexts[i] = new CommandContext(this, keyspace, effects);
    }
  }

  public CommandTable table() {
    return table;
  }

  boolean isNested() {
    return depth > 1;
  }

  // ---- requests ----

  /**
   * Runs the requests of a batch in order. Returns how many are done with: fewer than all when the
   * client waits, is paused or is to be closed; the rest is to be offered again when its connection
   * is told to {@code resumeLater}.
   */
  public int execute(Client client, RequestBatch batch) {
    timer.start();
    prepare(client, batch);
    client.setLastInteractionMillis(timer.wallMillis());
    int size = batch.size();
    int done = 0;
    while (done < size && isReading(client) && process(client, batch, done)) {
      done++;
    }
    if (done > 0) {
      endRun(client, batchCommands[done - 1], batch.request(done - 1));
    }
    return done;
  }

  private boolean process(Client client, RequestBatch batch, int index) {
    timer.setFollowing(index + 1 < batch.size() ? batchCommands[index + 1] : null);
    return process(client, batchCommands[index], batch.request(index), batchHashes[index]);
  }

  /** Whether the client's next request may be looked at. */
  private static boolean isReading(Client client) {
    return !client.is(ClientFlag.BLOCKED)
        && !client.is(ClientFlag.PAUSED)
        && !client.is(ClientFlag.CLOSE_AFTER_REPLY)
        && !client.is(ClientFlag.CLOSE_SOON);
  }

  private void prepare(Client client, RequestBatch batch) {
    int size = batch.size();
    Database database = keyspace.database(client.databaseIndex());
    for (int i = 0; i < size; i++) {
      Request request = batch.request(i);
      Command command = table.lookup(request);
      batchCommands[i] = command;
      batchHashes[i] = firstKeyHash(command, request);
    }
    if (size < 2) {
      return;
    }
    prefetch.run(database, batch, batchCommands, batchHashes);
  }

  private static long firstKeyHash(@Nullable Command command, Request request) {
    if (command == null) {
      return 0;
    }
    int key = command.firstKeyIndex();
    return key == 0 || key >= request.count()
        ? 0
        : Database.hash(request.address(key), request.length(key));
  }

  private boolean process(Client client, @Nullable Command command, Request request, long hash) {
    ReplyWriter reply = client.reply();
    long size = reply.size();
    String refusal = refusal(client, command, request);
    if (refusal != null) {
      endRun(client, command, request);
      reject(client, command, refusal);
    } else if (command != null) {
      if (isHeld(client, command)) {
        pause.hold(client);
        return false;
      }
      if (client.is(ClientFlag.MULTI) && command.isQueued()) {
        Transaction.queue(client, request, command.flags());
        reply.queued();
      } else {
        client.setLastCommand(command.name());
        call(client, command, request, command.firstKeyIndex(), hash);
      }
    }
    if (client.replyMode() != ReplyMode.ON) {
      afterSilenced(client, size);
    }
    return true;
  }

  private boolean isHeld(Client client, Command command) {
    return pause.kind() != Pause.Kind.NONE
        && !client.is(ClientFlag.REPLICA)
        && pause.holds(hasAny(client, command, MAY_REPLICATE));
  }

  /** CLIENT REPLY: takes back what was written, and steps on from SKIP. */
  private static void afterSilenced(Client client, long size) {
    switch (client.replyMode()) {
      case ON -> {}
      case OFF -> client.reply().truncate(size);
      case SKIP_NEXT -> client.setReplyMode(ReplyMode.SKIP);
      case SKIP -> {
        client.reply().truncate(size);
        client.setReplyMode(ReplyMode.ON);
      }
    }
  }

  // ---- checks ----

  /** Why the command may not run, or null. The order is that of redis-server. */
  private @Nullable String refusal(Client client, @Nullable Command command, Request request) {
    if (command == null) {
      return unknown(request);
    }
    if (!command.spec().accepts(request.count())) {
      return Errors.wrongArity(command.name());
    }
    if (command.is(Flag.PROTECTED) && !state.mayDebug(client)) {
      return Errors.NO_DEBUG;
    }
    if (!client.isAuthenticated() && !command.is(Flag.NO_AUTH)) {
      return Errors.NO_AUTH;
    }
    if (client.is(ClientFlag.MULTI) && command.is(Flag.NO_MULTI)) {
      return Errors.NOT_IN_MULTI;
    }
    if (!state.makeRoom() && isDeniedWithoutMemory(client, command)) {
      return Errors.OUT_OF_MEMORY;
    }
    boolean write = hasAny(client, command, WRITE);
    if (write) {
      String refusal = writeRefusal(client);
      if (refusal != null) {
        return refusal;
      }
    } else if (command.name().equals("ping") && state.persistenceFailure() != null) {
      return state.persistenceFailure();
    }
    if (client.is(ClientFlag.PUBSUB) && client.protocol() == 2 && !isForSubscribers(command)) {
      return Errors.notInSubscribedMode(command.name());
    }
    if (!state.mayServeData() && lacks(client, command, Flag.STALE)) {
      return Errors.MASTER_DOWN;
    }
    if (state.isLoading() && lacks(client, command, Flag.LOADING)) {
      return Errors.LOADING;
    }
    if (client.is(ClientFlag.REPLICA) && (command.flags() & TOUCHES_DATA) != 0) {
      return Errors.REPLICA_CLIENT;
    }
    return null;
  }

  private @Nullable String writeRefusal(Client client) {
    if (client.is(ClientFlag.MASTER)) {
      return null;
    }
    String failure = state.persistenceFailure();
    if (failure != null) {
      return failure;
    }
    if (!state.hasEnoughGoodReplicas()) {
      return Errors.NO_REPLICAS;
    }
    return state.isReadOnlyReplica() ? Errors.READ_ONLY : null;
  }

  /** While memory is short a transaction takes no further commands, whatever they are. */
  private static boolean isDeniedWithoutMemory(Client client, Command command) {
    if (hasAny(client, command, DENYOOM)) {
      return true;
    }
    return client.is(ClientFlag.MULTI) && command.isQueued() && !command.name().equals("unwatch");
  }

  private static boolean isForSubscribers(Command command) {
    return switch (command.name()) {
      case "ping",
          "subscribe",
          "ssubscribe",
          "psubscribe",
          "unsubscribe",
          "sunsubscribe",
          "punsubscribe",
          "quit",
          "reset" ->
          true;
      default -> false;
    };
  }

  /** Whether the command, or one of those that this EXEC will run, has one of these flags. */
  private static boolean hasAny(Client client, Command command, int flags) {
    if ((command.flags() & flags) != 0) {
      return true;
    }
    if (command.isExec()) {
      Transaction transaction = Transaction.of(client);
      return transaction != null && transaction.hasAny(flags);
    }
    return false;
  }

  private static boolean lacks(Client client, Command command, Flag flag) {
    if (!command.is(flag)) {
      return true;
    }
    if (command.isExec()) {
      Transaction transaction = Transaction.of(client);
      return transaction != null && transaction.lacksAny(flag.bit());
    }
    return false;
  }

  private String unknown(Request request) {
    if (request.count() > 1) {
      Command container = table.find(request.address(0), request.length(0));
      if (container != null) {
        return Errors.unknownSubcommand(request.text(0), beginning(request, 1));
      }
    }
    List<String> preview = new ArrayList<>();
    for (int i = 1; i < Math.min(request.count(), 64); i++) {
      preview.add(beginning(request, i));
    }
    return Errors.unknownCommand(beginning(request, 0), preview);
  }

  /** As much of an argument as an error may show, and more. */
  private static String beginning(Request request, int index) {
    return request.text(index, Math.min(request.length(index), 2 * Errors.PREVIEW_BYTES));
  }

  private void reject(Client client, @Nullable Command command, String error) {
    String text = error;
    if (command != null) {
      command.refused(client);
    }
    if (command != null && command.isExec()) {
      text = Errors.execAbort(error);
    } else if (client.is(ClientFlag.MULTI)) {
      client.set(ClientFlag.DIRTY_EXEC);
    }
    client.reply().error(text);
    observer.errorReplied(text);
  }

  // ---- running ----

  private void call(Client client, Command command, Request request, int hashedIndex, long hash) {
    ReplyWriter reply = client.reply();
    long errors = reply.errorCount();
    long size = reply.size();
    long began = timer.beginNanos();
    long nowMillis = depth == 0 ? timer.wallMillis() : timer.sameWallMillis();
    long written = effects.count();
    CommandContext context = contexts[depth];
    context.begin(client, command, request, hashedIndex, hash, nowMillis);
    depth++;
    effects.beginUnit();
    try {
      command.handler().run(context);
      context.finish();
    } catch (OutOfNativeMemoryException e) {
      reply.truncate(size);
      reply.error(Errors.OUT_OF_MEMORY);
      context.abort();
    } catch (TextTooLongException e) {
      reply.truncate(size);
      reply.error(e.reply());
      context.abort();
    } finally {
      effects.endUnit();
      depth--;
    }
    if (depth == 0 && effects.count() != written) {
      client.setWrittenOffset(state.streamOffset());
    }
    if (reply.errorCount() != errors && !command.isExec()) {
      command.countFailed();
      observer.errorReplied(reply.lastError());
    }
    if (depth > 0) {
      countCalls(client, command, request, began, 1);
    } else if (!timer.leavesUntimed(command, request, reply.size() - size)) {
      countCalls(client, command, request, began, timer.takeUntimed() + 1);
    }
  }

  /** Counts commands that were left to be timed with this one, which then did not run. */
  private void endRun(Client client, @Nullable Command command, Request request) {
    int untimed = timer.takeUntimed();
    if (untimed > 0 && command != null) {
      countCalls(client, command, request, timer.beginNanos(), untimed);
    }
  }

  /** Takes the time of the commands of one name that have ended; {@code request} is the last. */
  private void countCalls(
      Client client, Command command, Request request, long beginNanos, int calls) {
    long nanos = timer.end(command, beginNanos);
    command.countCalls(calls, nanos);
    observer.executed(client, command, request, nanos, calls);
  }

  void countLookup(boolean found) {
    if (found) {
      lookupHits++;
    } else {
      lookupMisses++;
    }
  }

  /** Keys that commands which only read have found. */
  public long lookupHits() {
    return lookupHits;
  }

  /** Keys that they have not found. */
  public long lookupMisses() {
    return lookupMisses;
  }

  /** CONFIG RESETSTAT. */
  public void resetStatistics() {
    lookupHits = 0;
    lookupMisses = 0;
    table.withSubcommands().forEach(Command::resetStatistics);
  }

  /** Runs a command inside of another one. */
  void callNested(Client client, Command command, Request request) {
    call(client, command, request, command.firstKeyIndex(), firstKeyHash(command, request));
  }

  @Override
  public boolean apply(Client source, Request request) {
    Command command = table.lookup(request);
    if (command == null || !command.spec().accepts(request.count())) {
      return false;
    }
    timer.start();
    ReplyWriter reply = source.reply();
    long size = reply.size();
    if (source.is(ClientFlag.MULTI) && command.isQueued()) {
      Transaction.queue(source, request, command.flags());
    } else {
      call(source, command, request, command.firstKeyIndex(), firstKeyHash(command, request));
    }
    reply.truncate(size);
    return true;
  }

  /** For tests: what the prefetch passes have read. */
  long touched() {
    return prefetch.touched();
  }
}
