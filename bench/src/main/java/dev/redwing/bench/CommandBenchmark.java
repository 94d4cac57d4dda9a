package dev.redwing.bench;

import dev.redwing.dataplane.server.SocketlessClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Commands through our server's loop, from the decoder to the reply's bytes, without sockets.
 *
 * <p>So many commands rather than so many seconds: JMH allocates some 600 KB around each
 * measurement, which it counts, too. That is to be a small part of a byte a command also where the
 * machine is slow.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 1)
@Fork(1)
public class CommandBenchmark {
  static final String COMMAND = "command";
  static final String ELEMENTS = "elements";
  private static final int COMMANDS = 16_000;
  private static final int ROUNDS = 200;

  @Param private HotCommand command = HotCommand.GET;

  /** Of a collection: as a listpack, and as tables and trees. */
  @Param({"100", "10000"})
  private int elements;

  @SuppressWarnings("NullAway.Init") // set by start
  private ServerInProcess server;

  @SuppressWarnings("NullAway.Init")
  private SocketlessClient client;

  @Setup
  public void start() throws IOException, InterruptedException {
    server = ServerInProcess.start();
    // What the server does by the clock would be taken for the commands'.
    List<String> preparation = new ArrayList<>(List.of("DEBUG PAUSE-CRON 1"));
    preparation.addAll(command.preparation(elements));
    try (SocketlessClient filler = new SocketlessClient(server.server(), preparation)) {
      filler.run();
    }
    List<String> commands = new ArrayList<>();
    command.addCommands(COMMANDS, elements, commands::add);
    client = new SocketlessClient(server.server(), commands);
  }

  @Benchmark
  @OperationsPerInvocation(COMMANDS * ROUNDS)
  public void run() throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      client.run();
    }
  }

  @TearDown
  public void stop() throws IOException {
    server.close();
    client.close();
  }
}
