package dev.redwing.dataplane.server;

import dev.redwing.dataplane.client.ClientRegistry;
import dev.redwing.dataplane.command.Blocking;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Dispatcher;
import dev.redwing.dataplane.command.Pause;
import dev.redwing.dataplane.commands.connection.ClientCommands;
import dev.redwing.dataplane.commands.connection.ConnectionCommands;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.env.ThreadedJobs;
import dev.redwing.dataplane.keyspace.EvictionPolicy;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.net.Listener;
import dev.redwing.dataplane.net.Loop;
import dev.redwing.dataplane.net.TcpDialer;
import dev.redwing.dataplane.propagate.EffectStream;
import dev.redwing.dataplane.resp.ProtocolLimits;
import dev.redwing.dataplane.stats.Counters;
import dev.redwing.dataplane.stats.ErrorStats;
import dev.redwing.dataplane.stats.SlowLog;
import dev.redwing.dataplane.tx.Watches;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All parts of a server, wired by hand and in order: each gets what it needs through its
 * constructor. To add a part, construct it in the constructor below its needs and hook it up in the
 * method that fits: {@link #registerCommands}, {@link #registerCron}, {@link #registerStartup}.
 *
 * <p>After {@link #start} everything here belongs to the loop's thread.
 */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /** Address space, not memory. */
  private static final long ARENA_RESERVE_BYTES = 1L << 38;

  final Config config;
  final Clock clock;
  final RandomSource random;
  final Loop loop;
  final ThreadedJobs jobs;
  final TcpDialer dialer;
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
  final Dispatcher dispatcher;
  final CommandLoop commandLoop;
  final Listener listener;
  final Cron cron;
  final Startup startup;
  final Shutdown shutdown;

  /** {@code exit} ends the process after an orderly shutdown; called on the loop's thread. */
  public Server(Config config, Environment environment, Runnable exit) {
    this.config = config;
    clock = environment.clock();
    random = environment.random();
    loop = new Loop(config.redwingTransport());
    jobs = new ThreadedJobs(loop);
    dialer = new TcpDialer(loop, jobs, config);
    arena = Arena.create(ARENA_RESERVE_BYTES);
    keyspace = new Keyspace(arena, config.databases(), clock::nanoTime, random.nextLong());
    effects = new EffectStream(loop.allocator());
    watches = new Watches(keyspace, clock);
    blocking = new Blocking(loop);
    pause = new Pause(clock, loop);
    status = new Status(config, keyspace.eviction());
    dispatcher =
        new Dispatcher(
            table,
            keyspace,
            effects,
            status,
            clock,
            pause,
            new CommandStatistics(config, clock, counters, errors, slowLog));
    commandLoop = new CommandLoop(config, clock, keyspace, dispatcher, effects, blocking);
    listener = new Listener(loop, config, clock, clients, counters, limits, commandLoop);
    cron = new Cron(config, clock, loop);
    startup = new Startup(status);
    shutdown = new Shutdown(config, clock, loop, exit);
    registerObservers();
    registerCommands();
    registerCron();
    registerStartup();
    applyConfig();
  }

  private void registerObservers() {
    keyspace.addObserver(watches);
    clients.addListener(watches);
    clients.addListener(blocking);
    clients.addListener(pause);
    loop.addTurnEndHook(commandLoop::endTurn);
  }

  private void registerCommands() {
    new ConnectionCommands(config, clients, status).register(table);
    new ClientCommands(clients, pause, blocking).register(table);
  }

  private void registerCron() {
    cron.everyTick(this::workOnKeyspace);
    cron.every(100, counters::sample);
    cron.every(1000, now -> commandLoop.closeIdle(clients, now));
    cron.every(1000, listener::checkOutputLimits);
    cron.everyTick(now -> loop.requestTurnEnd());
  }

  private void registerStartup() {}

  private void applyConfig() {
    applyMemoryLimit();
    limits.setMaxBulkBytes(config.protoMaxBulkLenBytes());
  }

  private void applyMemoryLimit() {
    keyspace
        .eviction()
        .configure(
            config.maxmemoryBytes(),
            EvictionPolicy.valueOf(config.maxmemoryPolicy().name()),
            config.maxmemorySamples());
  }

  private void workOnKeyspace(long nowMillis) {
    if (keyspace.doWork(nowMillis)) {
      loop.execute(() -> workOnKeyspace(clock.wallMillis()));
    }
  }

  /** Whether there is a master; any thread may ask, for the log. */
  public boolean isReplica() {
    return status.isReplica();
  }

  /** The port that clients connect to; 0 for none. */
  public int port() {
    return listener.port();
  }

  /** Listens, loads, then serves; returns when it serves. */
  public void start() throws IOException {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    listener.open();
    loop.execute(
        () -> {
          cron.start();
          startup.run(
              () -> {
                LOG.info("Ready to accept connections");
                ready.complete(null);
              });
        });
    ready.join();
  }

  /**
   * Removes every key and checks that no byte of user data is left. For tests.
   *
   * @throws IllegalStateException if there is one
   */
  public void assertNoLeaks() {
    CompletableFuture<Long> left = new CompletableFuture<>();
    loop.execute(() -> left.complete(bytesAfterFlush()));
    long bytes = left.join();
    if (bytes != 0) {
      throw new IllegalStateException(bytes + " bytes of user data are left after FLUSHALL");
    }
  }

  private long bytesAfterFlush() {
    keyspace.flushAll(false);
    return arena.usedBytes();
  }

  /** Ends the server without saving anything; returns when its thread has ended. */
  @Override
  public void close() {
    listener.stopListening();
    loop.execute(
        () -> {
          cron.stop();
          clients.all().forEach(client -> client.close());
        });
    loop.close();
    jobs.close();
    listener.close();
    arena.close();
  }
}
