package dev.redwing.dataplane.commands.server;

import static org.assertj.core.api.Assertions.fail;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.NoConnection;
import dev.redwing.dataplane.command.Command;
import dev.redwing.dataplane.command.CommandObserver;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.command.Dispatcher;
import dev.redwing.dataplane.command.Pause;
import dev.redwing.dataplane.command.ServerState;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.ManualClock;
import dev.redwing.dataplane.env.ManualTimers;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.propagate.EffectStream;
import dev.redwing.dataplane.resp.InlineParser;
import dev.redwing.dataplane.resp.ProtocolLimits;
import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.resp.ReplyBuffers;
import dev.redwing.dataplane.resp.ReplyReader;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.resp.Request;
import dev.redwing.dataplane.resp.RequestBatch;
import dev.redwing.dataplane.resp.RequestDecoder;
import dev.redwing.dataplane.stats.LatencyMonitor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A dispatcher over an empty keyspace and one client, on the test's thread; for any test. */
public final class CommandHarness implements AutoCloseable {
  public final ManualClock clock = new ManualClock(1_700_000_000_000L);
  public final Config config = Config.defaults();
  public final CommandTable table = new CommandTable();
  public final LatencyMonitor monitor = new LatencyMonitor();
  public final CommandLatencies latencies = new CommandLatencies(config, clock, monitor);
  public final Keyspace keyspace;
  public final EffectStream effects =
      new EffectStream(UnpooledByteBufAllocator.DEFAULT, () -> fail("out of memory"));
  public boolean debugAllowed = true;

  /** What the dispatcher's observer was told: {@code name*calls}. */
  public final List<String> executed = new ArrayList<>();

  public boolean wantsEachDuration;

  private final Arena arena = Arena.create(1L << 30, true);
  private final UnpooledByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
  private final InlineParser inline = new InlineParser();
  private final ReplyWriter reply = new ReplyWriter(new ReplyBuffers(allocator));
  private final Client client;
  public final Dispatcher dispatcher;

  public CommandHarness() {
    keyspace = new Keyspace(arena, 16, clock::nanoTime, 1);
    client = new Client(1, new NoConnection(), reply, "127.0.0.1:50000", "127.0.0.1:6379", 0);
    dispatcher =
        new Dispatcher(
            table,
            keyspace,
            effects,
            new Ready(),
            clock,
            new Pause(clock, new ManualTimers(clock)),
            new Observer());
  }

  public void useResp3() {
    reply.setProtocol(3);
  }

  /** Runs one command; what it replied. */
  public Reply run(String... words) {
    runPipelined(List.<String[]>of(words));
    return readReply();
  }

  /** Runs commands that came in one piece, which leaves their replies. */
  public void runPipelined(List<String[]> commands) {
    StringBuilder text = new StringBuilder();
    for (String[] words : commands) {
      text.append('*').append(words.length).append("\r\n");
      for (String word : words) {
        text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
      }
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    ByteBuf buffer = allocator.directBuffer(bytes.length).writeBytes(bytes);
    try {
      RequestBatch batch = new RequestBatch();
      new RequestDecoder(new ProtocolLimits(), inline)
          .decode(batch, buffer.memoryAddress(), bytes.length, commands.size());
      dispatcher.execute(client, batch);
    } finally {
      buffer.release();
    }
  }

  private Reply readReply() {
    ReplyReader reader = new ReplyReader();
    for (ByteBuf out = reply.poll(); out != null; out = reply.poll()) {
      byte[] bytes = new byte[out.readableBytes()];
      out.readBytes(bytes).release();
      reader.feed(bytes, 0, bytes.length);
    }
    return Objects.requireNonNull(reader.next());
  }

  /** Puts a string. */
  public void put(String key, String value) {
    byte[] bytes = (key + value).getBytes(StandardCharsets.ISO_8859_1);
    ByteBuf buffer = allocator.directBuffer(bytes.length + 1).writeBytes(bytes);
    long address = buffer.memoryAddress();
    long hash = Database.hash(address, key.length());
    keyspace
        .database(0)
        .strings()
        .set(
            hash,
            address,
            key.length(),
            address + key.length(),
            value.length(),
            Entry.NO_EXPIRY,
            clock.wallMillis());
    buffer.release();
  }

  @Override
  public void close() {
    keyspace.flushAll(false);
    reply.release();
    inline.close();
    arena.close();
  }

  private final class Observer implements CommandObserver {
    @Override
    public void executed(
        Client who, Command command, Request request, long durationNanos, int calls) {
      executed.add(command.name() + "*" + calls);
      latencies.executed(who, command, request, durationNanos, calls);
    }

    @Override
    public boolean wantsEachDuration() {
      return wantsEachDuration;
    }
  }

  public ServerState state() {
    return new Ready();
  }

  private final class Ready implements ServerState {
    @Override
    public boolean isLoading() {
      return false;
    }

    @Override
    public long streamOffset() {
      return 0;
    }

    @Override
    public boolean isReplica() {
      return false;
    }

    @Override
    public boolean isReadOnlyReplica() {
      return false;
    }

    @Override
    public boolean mayServeData() {
      return true;
    }

    @Override
    public boolean hasEnoughGoodReplicas() {
      return true;
    }

    @Override
    public @Nullable String persistenceFailure() {
      return null;
    }

    @Override
    public boolean makeRoom() {
      return true;
    }

    @Override
    public boolean mayDebug(Client who) {
      return debugAllowed;
    }
  }
}
