package dev.redwing.dataplane.server;

import dev.redwing.dataplane.client.ClientRegistry;
import dev.redwing.dataplane.command.Blocking;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Deletions;
import dev.redwing.dataplane.command.Dispatcher;
import dev.redwing.dataplane.command.Pause;
import dev.redwing.dataplane.commands.command.CommandCommands;
import dev.redwing.dataplane.commands.connection.ClientCommands;
import dev.redwing.dataplane.commands.connection.ConnectionCommands;
import dev.redwing.dataplane.commands.generic.GenericCommands;
import dev.redwing.dataplane.commands.hash.HashCommands;
import dev.redwing.dataplane.commands.list.ListCommands;
import dev.redwing.dataplane.commands.persistence.DumpCommands;
import dev.redwing.dataplane.commands.persistence.PersistenceCommands;
import dev.redwing.dataplane.commands.replication.RedwingCommand;
import dev.redwing.dataplane.commands.replication.ReplconfCommand;
import dev.redwing.dataplane.commands.replication.ReplicationCommands;
import dev.redwing.dataplane.commands.server.KeyspaceCommands;
import dev.redwing.dataplane.commands.server.ShutdownCommand;
import dev.redwing.dataplane.commands.set.SetCommands;
import dev.redwing.dataplane.commands.string.StringCommands;
import dev.redwing.dataplane.commands.transaction.TransactionCommands;
import dev.redwing.dataplane.commands.zset.ZsetCommands;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.BackgroundJobs;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.LinuxProcessUsage;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.env.ThreadedJobs;
import dev.redwing.dataplane.env.Timers;
import dev.redwing.dataplane.keyspace.ExpiryMode;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.keyspace.TypeLimits;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.BackgroundWork;
import dev.redwing.dataplane.net.Listener;
import dev.redwing.dataplane.net.Loop;
import dev.redwing.dataplane.net.TcpDialer;
import dev.redwing.dataplane.persistence.Persistence;
import dev.redwing.dataplane.propagate.EffectStream;
import dev.redwing.dataplane.replication.Backlog;
import dev.redwing.dataplane.replication.Replication;
import dev.redwing.dataplane.replication.ReplicationHistory;
import dev.redwing.dataplane.replication.ReplicationId;
import dev.redwing.dataplane.replication.ReplicationSection;
import dev.redwing.dataplane.replication.link.MasterLink;
import dev.redwing.dataplane.replication.term.NodeTerm;
import dev.redwing.dataplane.resp.ProtocolLimits;
import dev.redwing.dataplane.stats.Counters;
import dev.redwing.dataplane.stats.ErrorStats;
import dev.redwing.dataplane.stats.SlowLog;
import dev.redwing.dataplane.tx.Watches;
import dev.redwing.dataplane.type.set.SetType;
import dev.redwing.dataplane.type.zset.ZsetType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All parts of a server, wired by hand and in order: each gets what it needs through its
 * constructor. To add a part, construct it in the constructor below its needs and hook it up in the
 * method that fits: {@link #registerObservers}, {@link #registerCommands}, {@link #registerCron},
 * {@link #registerShutdown}.
 *
 * <p>After {@link #start} everything here belongs to the loop's thread.
 */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /** Address space, not memory. */
  private static final long ARENA_RESERVE_BYTES = 1L << 38;

  private static final long SNAPSHOT_POLL_MILLIS = 5;

  final Config config;
  final Clock clock;
  final RandomSource random;
  final Loop loop;
  final ThreadedJobs jobs;
  final Counters counters = new Counters();
  final ErrorStats errors = new ErrorStats();
  final SlowLog slowLog = new SlowLog();
  final ClientRegistry clients = new ClientRegistry();
  final ProtocolLimits limits = new ProtocolLimits();
  final Arena arena;
  final Keyspace keyspace;
  final EffectStream effects;
  final Watches watches;
  final Blocking blocking;
  final Pause pause;
  final Status status;
  final CommandTable table = new CommandTable();
  final Observers observers = new Observers();
  final Dispatcher dispatcher;
  final CommandLoop commandLoop;
  final Listener listener;
  final Cron cron;
  final Shutdown shutdown;
  final ProcessFacts process;
  final InternalClients internalClients;
  final Persistence persistence;
  final ReplicationHistory history;
  final @Nullable NodeTerm term;
  final Replication replication;
  final Introspection introspection;
  final Startup startup;
  final PidFile pidFile;

  /** Whether the next slice of background work waits for its turn. */
  private boolean keyspaceWorkQueued;

  /**
   * {@code exit} ends the process after an orderly shutdown, {@code fatal} at once; both are called
   * on the loop's thread.
   */
  public Server(Config config, Environment environment, Runnable exit, Runnable fatal)
      throws IOException {
    this.config = config;
    clock = environment.clock();
    random = environment.random();
    loop = new Loop(config.redwingTransport());
    jobs = new ThreadedJobs(loop);
    arena = Arena.create(ARENA_RESERVE_BYTES);
    arena.fillAheadOn(this::fillMemory);
    keyspace =
        new Keyspace(
            arena, config.databases(), clock::nanoTime, random.nextLong(), typeLimits(config));
    effects = new EffectStream(loop.allocator(), fatal);
    watches = new Watches(keyspace, clock);
    blocking = new Blocking(loop);
    pause = new Pause(clock, loop);
    status = new Status(config, keyspace.eviction());
    observers.add(new CommandStatistics(config, clock, counters, errors, slowLog));
    dispatcher = new Dispatcher(table, keyspace, effects, status, clock, pause, observers);
    commandLoop = new CommandLoop(config, clock, keyspace, dispatcher, effects, blocking);
    listener = new Listener(loop, config, clock, clients, counters, limits, commandLoop);
    cron = new Cron(config, clock, loop, clients::count);
    shutdown = new Shutdown(config, clock, loop, pause, exit);
    process = new ProcessFacts(cron, clock, random, loop.transportName(), shutdown);
    internalClients = new InternalClients(clients, clock, loop.allocator());
    persistence = newPersistence(environment, fatal);
    history =
        new ReplicationHistory(
            new ReplicationId(random), new Backlog(config.replBacklogSizeBytes()));
    term = config.redwingManaged() ? openTerm(environment) : null;
    replication = newReplication(environment, fatal);
    status.attach(replication, persistence);
    introspection = newIntrospection();
    observers.add(introspection.latencies());
    startup = new Startup(persistence, replication, status, clock, loop::nextTurn);
    pidFile = new PidFile(environment.files(), config);
    persistence.setPositionSource(replication::position);
    registerObservers();
    registerCommands();
    registerCron();
    registerShutdown();
    new LiveDirectives(
            config, keyspace, limits, listener, persistence, history.backlog(), environment.files())
        .install();
  }

  private void fillMemory(BooleanSupplier work, BackgroundWork.WhenDone whenDone) {
    jobs.start(
        "redwing-memory",
        progress -> work.getAsBoolean(),
        outcome ->
            whenDone.accept(
                outcome instanceof BackgroundJobs.Outcome.Done<Boolean> done && done.value()));
  }

  private static TypeLimits typeLimits(Config config) {
    return new TypeLimits(
        config::hashMaxListpackEntries,
        config::hashMaxListpackValue,
        new SetType.Limits(
            config::setMaxIntsetEntries,
            config::setMaxListpackEntries,
            config::setMaxListpackValue),
        config::listMaxListpackSize,
        new ZsetType.Limits(config::zsetMaxListpackEntries, config::zsetMaxListpackValue));
  }

  private Persistence newPersistence(Environment environment, Runnable fatal) {
    return new Persistence(
        keyspace,
        config,
        effects,
        counters,
        new Persistence.Environment(
            environment.files(),
            jobs,
            clock,
            new AppliedErrors(dispatcher, AppliedErrors.Origin.AOF, config, counters, fatal),
            internalClients,
            reason -> {
              LOG.error("{}", reason);
              fatal.run();
            }));
  }

  private NodeTerm openTerm(Environment environment) throws IOException {
    return NodeTerm.open(
        environment.files(),
        Path.of(config.dir()),
        history,
        random.nextHex(ReplicationId.LENGTH),
        process.runId(),
        this::keys);
  }

  private long keys() {
    long keys = 0;
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      keys += keyspace.database(i).size();
    }
    return keys;
  }

  private Replication newReplication(Environment environment, Runnable fatal) {
    return new Replication(
        new MasterLink.Surroundings(
            config,
            clock,
            loop,
            new TcpDialer(loop, jobs, config),
            jobs,
            environment.files(),
            new MasterStream(
                new AppliedErrors(dispatcher, AppliedErrors.Origin.MASTER, config, counters, fatal),
                dispatcher,
                keyspace,
                config,
                clock,
                () -> persistence.rdbFailed() || persistence.aofFailure() != null,
                fatal),
            new FullSyncLoader(persistence, keyspace, status, clock, loop::nextTurn),
            internalClients),
        effects,
        counters,
        random,
        new ReplicaSnapshots(persistence.snapshots(), environment.files()),
        history,
        term,
        replica -> keyspace.setExpiryMode(replica ? ExpiryMode.HIDE : ExpiryMode.DELETE));
  }

  private Introspection newIntrospection() {
    return new Introspection(
        new Introspection.Parts(
            config,
            clock,
            new LinuxProcessUsage(),
            clients,
            blocking,
            keyspace,
            dispatcher,
            status,
            counters,
            errors,
            slowLog,
            persistence.facts(),
            new ReplicationSection(replication, config, clock),
            new DebugDoors(persistence, replication, cron, keyspace, config),
            history.backlog()::length,
            persistence.facts()::aofBufferBytes),
        process);
  }

  private void registerObservers() {
    keyspace.addObserver(watches);
    keyspace.addObserver(
        new Deletions(effects, config::lazyfreeLazyExpire, config::lazyfreeLazyEviction));
    clients.addListener(watches);
    clients.addListener(blocking);
    clients.addListener(pause);
    clients.addListener(replication.feed()::removed);
    // The AOF first: no replica, and nobody who waits for one, is ahead of the disk.
    effects.addSink(persistence.effectSink());
    effects.addSink(replication);
    commandLoop.addBeforeUnblocking(persistence::endTurn);
    commandLoop.addBeforeUnblocking(replication::endTurn);
    commandLoop.addEmptyLineListener(replication.feed()::heard);
    loop.addTurnEndHook(commandLoop::endTurn);
  }

  private void registerCommands() {
    new ConnectionCommands(config, clients, status).register(table);
    new ClientCommands(clients, pause, blocking).register(table);
    CommandCommands.register(table);
    GenericCommands.register(table, config, random);
    StringCommands.register(table, config);
    ListCommands.register(table, keyspace.types().lists());
    HashCommands.register(table, keyspace.types().hashes(), random);
    SetCommands.register(table, config, keyspace.types().sets(), random);
    ZsetCommands.register(table, keyspace.types().zsets(), keyspace.types().sets(), random);
    TransactionCommands.register(table, watches);
    new PersistenceCommands(persistence).register(table);
    new DumpCommands(config, keyspace).register(table);
    KeyspaceCommands.register(table, config, persistence::allFlushed);
    new ShutdownCommand(shutdown, blocking).register(table);
    new ReplicationCommands(replication, blocking).register(table);
    new ReplconfCommand(replication).register(table);
    new RedwingCommand(replication, keyspace, status, process.runId()).register(table);
    introspection.register(table);
  }

  private void registerCron() {
    cron.everyTick(this::workOnKeyspace);
    cron.everyTick(now -> persistence.doWork());
    cron.every(100, introspection::sampleOften);
    ClientEviction clientEviction = new ClientEviction(config, clients, counters);
    cron.every(100, now -> clientEviction.run());
    cron.every(1000, now -> introspection.sampleClients());
    cron.every(1000, now -> replication.cron());
    cron.every(1000, now -> commandLoop.closeIdle(clients, now));
    cron.every(1000, listener::checkConnections);
    cron.everyTick(now -> loop.requestTurnEnd());
  }

  private void workOnKeyspace(long nowMillis) {
    if (keyspaceWorkQueued) {
      return; // else each tick would begin another row of slices, and a turn grow longer and longer
    }
    if (keyspace.doWork(nowMillis)) {
      keyspaceWorkQueued = true;
      loop.nextTurn(
          () -> {
            keyspaceWorkQueued = false;
            workOnKeyspace(clock.wallMillis());
            loop.requestTurnEnd();
          });
    }
  }

  private void registerShutdown() {
    shutdown.setCaughtUp(() -> replication.isReplica() || replication.feed().allCaughtUp());
    shutdown.addTask(new FinalSave(persistence, keyspace, config, replication));
    shutdown.addTask(pidFile);
  }

  /** Whether there is a master; any thread may ask, for the log. */
  public boolean isReplica() {
    return status.isReplica();
  }

  /** All commands; for tests, which hold them to the references. */
  public CommandTable commands() {
    return dispatcher.table();
  }

  /** The port that clients connect to; 0 for none. */
  public int port() {
    return listener.port();
  }

  /**
   * Listens, loads, then serves; returns when it serves.
   *
   * @throws IOException if it cannot listen, or if what is on the disk cannot be loaded
   */
  public void start() throws IOException {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    listener.open();
    pidFile.write();
    loop.execute(
        () -> {
          cron.start();
          startup.run(ready);
        });
    try {
      ready.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while loading");
    }
  }

  /**
   * Removes every key and checks that no byte of user data is left. For tests.
   *
   * @throws IllegalStateException if there is one
   */
  public void assertNoLeaks() {
    CompletableFuture<Long> left = new CompletableFuture<>();
    loop.execute(() -> countBytesAfterFlush(left));
    long bytes = left.join();
    if (bytes != 0) {
      throw new IllegalStateException(bytes + " bytes of user data are left after FLUSHALL");
    }
  }

  private void countBytesAfterFlush(CompletableFuture<Long> left) {
    if (keyspace.isSnapshotOpen()) {
      // It keeps what it has still to write.
      Timers.Timer _ = loop.after(SNAPSHOT_POLL_MILLIS, () -> countBytesAfterFlush(left));
      return;
    }
    keyspace.flushAll(false);
    left.complete(arena.usedBytes());
  }

  /** Ends the server without saving anything; returns when its thread has ended. */
  @Override
  public void close() {
    listener.stopListening();
    loop.execute(
        () -> {
          cron.stop();
          replication.close();
          persistence.snapshots().cancelStream();
          clients.all().forEach(client -> client.close());
        });
    loop.close();
    jobs.close();
    listener.close();
    internalClients.release();
    history.backlog().close();
    arena.close();
  }
}
