package dev.redwing.dataplane.server;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.client.ClientRegistry;
import dev.redwing.dataplane.command.Blocking;
import dev.redwing.dataplane.command.CommandObserver;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Dispatcher;
import dev.redwing.dataplane.command.ServerState;
import dev.redwing.dataplane.commands.config.ConfigCommands;
import dev.redwing.dataplane.commands.server.CommandLatencies;
import dev.redwing.dataplane.commands.server.DebugCommand;
import dev.redwing.dataplane.commands.server.DebugPorts;
import dev.redwing.dataplane.commands.server.InfoCommands;
import dev.redwing.dataplane.commands.server.LatencyCommands;
import dev.redwing.dataplane.commands.server.MemoryCommands;
import dev.redwing.dataplane.commands.server.SlowLogCommands;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.ProcessUsage;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.stats.ClientsSection;
import dev.redwing.dataplane.stats.ClusterSection;
import dev.redwing.dataplane.stats.CommandStatsSection;
import dev.redwing.dataplane.stats.Counters;
import dev.redwing.dataplane.stats.CpuSection;
import dev.redwing.dataplane.stats.ErrorStats;
import dev.redwing.dataplane.stats.ErrorStatsSection;
import dev.redwing.dataplane.stats.Info;
import dev.redwing.dataplane.stats.InfoSection;
import dev.redwing.dataplane.stats.KeyspaceSection;
import dev.redwing.dataplane.stats.LatencyMonitor;
import dev.redwing.dataplane.stats.LatencyStatsSection;
import dev.redwing.dataplane.stats.MemorySection;
import dev.redwing.dataplane.stats.ModulesSection;
import dev.redwing.dataplane.stats.PersistenceSection;
import dev.redwing.dataplane.stats.ServerSection;
import dev.redwing.dataplane.stats.SlowLog;
import dev.redwing.dataplane.stats.StatsSection;
import java.util.function.LongSupplier;

/**
 * Wires what the server tells about itself: the sections of INFO and the commands CONFIG, INFO,
 * SLOWLOG, LATENCY, MEMORY, DEBUG, TIME, DBSIZE, LOLWUT. Three things are to be hooked up besides:
 * {@link #latencies} hears of every command, {@link #sampleOften} is called every 100 ms and {@link
 * #sampleClients} every second.
 */
public final class Introspection {
  /**
   * The parts of the server that are shown.
   *
   * @param backlogBytes memory of the replication backlog
   * @param aofBufferBytes what waits to be written to the AOF
   */
  public record Parts(
      Config config,
      Clock clock,
      ProcessUsage usage,
      ClientRegistry clients,
      Blocking blocking,
      Keyspace keyspace,
      Dispatcher dispatcher,
      ServerState state,
      Counters counters,
      ErrorStats errors,
      SlowLog slowLog,
      PersistenceSection.Facts persistence,
      InfoSection replication,
      DebugPorts debug,
      LongSupplier backlogBytes,
      LongSupplier aofBufferBytes) {}

  private final Parts parts;
  private final Config config;
  private final Info info = new Info();
  private final LatencyMonitor monitor = new LatencyMonitor();
  private final CommandLatencies latencies;
  private final ClientPeaks peaks = new ClientPeaks();
  private final MemoryReport memory;

  public Introspection(Parts parts, ServerSection.Facts process) {
    this.parts = parts;
    config = parts.config();
    latencies = new CommandLatencies(config, parts.clock(), monitor);
    memory =
        new MemoryReport(
            parts.keyspace(),
            parts.usage(),
            parts.counters(),
            peaks,
            parts.backlogBytes(),
            parts.aofBufferBytes());
    registerSections(process);
  }

  private void registerSections(ServerSection.Facts process) {
    CommandTable table = parts.dispatcher().table();
    info.register(new ServerSection(config, process));
    info.register(new ClientsSection(config, new ClientFacts()));
    info.register(new MemorySection(config, memory, parts.counters()));
    info.register(new PersistenceSection(parts.persistence(), parts.counters()));
    info.register(new StatsSection(parts.counters(), new StatsFacts()));
    info.register(parts.replication());
    info.register(new CpuSection(new CpuFacts()));
    info.register(new ModulesSection());
    info.register(new CommandStatsSection(() -> latencies.all(table)));
    info.register(new ErrorStatsSection(parts.errors()));
    info.register(new LatencyStatsSection(config, () -> latencies.all(table)));
    info.register(new ClusterSection());
    info.register(new KeyspaceSection(config, new KeyspaceFacts()));
  }

  /** Registers the commands. */
  public void register(CommandTable table) {
    new ConfigCommands(config, new ConfigServer()).register(table);
    new InfoCommands(info, parts.clock()).register(table);
    new SlowLogCommands(parts.slowLog()).register(table);
    new LatencyCommands(monitor, latencies, table).register();
    new MemoryCommands(memory, parts.keyspace()).register(table);
    new DebugCommand(parts.debug()).register(table);
  }

  /** Hears of every command. */
  public CommandObserver latencies() {
    return latencies;
  }

  /** For events that are no commands: an fsync, an expiry cycle, loading. */
  public LatencyMonitor monitor() {
    return monitor;
  }

  /** Called by cron every 100 ms. */
  public void sampleOften(long nowMillis) {
    parts.counters().sample(nowMillis);
    memory.sample();
  }

  /** Called by cron every second. */
  public void sampleClients() {
    peaks.sample(parts.clients());
  }

  /** Whether the client is of this machine: loopback or the Unix socket. */
  static boolean isLocal(Client client) {
    String host = client.host();
    return client.is(ClientFlag.UNIX_SOCKET)
        || host.startsWith("127.")
        || host.equals("::1")
        || host.equals("[::1]");
  }

  private final class ConfigServer implements ConfigCommands.Server {
    @Override
    public boolean isLoading() {
      return parts.state().isLoading();
    }

    @Override
    public boolean isLocal(Client client) {
      return Introspection.isLocal(client);
    }

    @Override
    public void resetStatistics() {
      parts.counters().reset();
      parts.errors().reset();
      parts.dispatcher().resetStatistics();
      parts.keyspace().resetStatistics();
      latencies.reset();
    }
  }

  private final class ClientFacts implements ClientsSection.Facts {
    @Override
    public long connected() {
      long replicas = 0;
      for (Client client : parts.clients().all()) {
        replicas += client.is(ClientFlag.REPLICA) ? 1 : 0;
      }
      return parts.clients().count() - replicas;
    }

    @Override
    public long blocked() {
      return parts.blocking().count();
    }

    @Override
    public long withTimeout() {
      return parts.blocking().count();
    }

    @Override
    public long recentMaxInputBytes() {
      return peaks.inputPeakBytes();
    }

    @Override
    public long recentMaxOutputBytes() {
      return peaks.outputPeakBytes();
    }
  }

  private final class StatsFacts implements StatsSection.Facts {
    @Override
    public long keyspaceHits() {
      return parts.dispatcher().lookupHits();
    }

    @Override
    public long keyspaceMisses() {
      return parts.dispatcher().lookupMisses();
    }

    @Override
    public long expiredKeys() {
      return parts.keyspace().expiryCycle().expiredKeys();
    }

    @Override
    public double expiredStalePercent() {
      return parts.keyspace().expiryCycle().stalePercent();
    }

    @Override
    public long expireTimeCapReached() {
      return parts.keyspace().expiryCycle().timeCapReached();
    }

    @Override
    public long evictedKeys() {
      return parts.keyspace().eviction().evictedKeys();
    }

    @Override
    public long pubsubChannels() {
      return 0;
    }

    @Override
    public long pubsubPatterns() {
      return 0;
    }

    @Override
    public long trackedExpiresOfWritableReplica() {
      return 0;
    }
  }

  private final class CpuFacts implements CpuSection.Facts {
    @Override
    public long systemMicros() {
      return parts.usage().systemMicros();
    }

    @Override
    public long userMicros() {
      return parts.usage().userMicros();
    }

    @Override
    public long loopSystemMicros() {
      return parts.usage().threadSystemMicros();
    }

    @Override
    public long loopUserMicros() {
      return parts.usage().threadUserMicros();
    }
  }

  private final class KeyspaceFacts implements KeyspaceSection.Facts {
    @Override
    public long keys(int database) {
      return parts.keyspace().database(database).size();
    }

    @Override
    public long keysWithTimeToLive(int database) {
      return parts.keyspace().database(database).expiresSize();
    }

    @Override
    public long averageTtlMillis(int database) {
      return parts.keyspace().database(database).averageTtlMillis();
    }
  }
}
