package dev.redwing.dataplane.replication;

import static dev.redwing.dataplane.replication.Replicas.assertSameData;
import static dev.redwing.dataplane.replication.Replicas.await;
import static dev.redwing.dataplane.replication.Replicas.call;
import static dev.redwing.dataplane.replication.Replicas.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SYNC by hand, and what redis-cli does with it. */
class PlainSyncTest {
  private static final int TIMEOUT_MILLIS = 15_000;

  /** Of databases, transactions and what is written as something else; separated by semicolons. */
  private static final String SCRIPT =
      "SET a 1;INCR a;APPEND a x;SELECT 3;SET b 2;MULTI;SET c 3;INCR c;EXEC;MULTI;SET d 4;EXEC;"
          + "MULTI;GET a;EXEC;SELECT 0;DEL a nothing;DEL nothing;MSET e 5 f 6;"
          + "EXPIREAT e 4102444800;PEXPIREAT f 4102444800000;PERSIST f;SET g 7 EXAT 4102444800;"
          + "GETEX g PXAT 4102444900000;GETEX g PERSIST;INCRBYFLOAT h 1.5;GETSET a 8;GETDEL a;"
          + "SETNX i 9;SETNX i 10;SETRANGE i 3 x;RENAME i j;MOVE j 5;COPY g k;COPY g l DB 2;"
          + "EXPIREAT g 1;SET m 1 XX;SET n 1 NX;UNLINK n;MULTI;SELECT 6;SET o 1;SELECT 0;SET o 2;"
          + "EXEC;SWAPDB 0 6;FLUSHDB;FLUSHALL;SET end 1";

  /** A replica that knows nothing but SYNC. */
  private static final class Listener implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    Listener(RunningServer server) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      socket.setSoTimeout(TIMEOUT_MILLIS);
      in = new DataInputStream(socket.getInputStream());
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("closed after " + line);
        }
        line.append((char) c);
      }
      return line.toString().stripTrailing();
    }

    /** The RDB that comes behind {@code $length} and empty lines. */
    byte[] snapshot() throws IOException {
      String header = line();
      while (header.isEmpty()) {
        header = line();
      }
      assertThat(header).matches("\\$[0-9]+");
      byte[] bytes = new byte[Integer.parseInt(header.substring(1))];
      in.readFully(bytes);
      return bytes;
    }

    String until(String end) throws IOException {
      StringBuilder text = new StringBuilder();
      while (!text.toString().endsWith(end)) {
        int c = in.read();
        if (c < 0) {
          throw new IOException("closed after " + text);
        }
        text.append((char) c);
      }
      return text.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void theStreamIsByteForByteThatOfRedis() throws IOException {
    try (RunningServer redis = Product.REDIS.start("--repl-ping-replica-period", "1000");
        RunningServer ours = Product.OURS.start("--repl-ping-replica-period", "1000")) {
      assertThat(streamOf(ours)).isEqualTo(streamOf(redis));
    }
  }

  private static String streamOf(RunningServer server) throws IOException {
    try (Listener listener = new Listener(server)) {
      listener.send("SYNC\r\n");
      listener.snapshot();
      await("online", () -> field(server, "slave0").contains("state=online"));
      try (RespClient client = server.client()) {
        for (String command : SCRIPT.split(";", -1)) {
          client.call(command.split(" ", -1));
        }
      }
      // The first PING may come before the script.
      return listener
          .until("$3\r\nend\r\n$1\r\n1\r\n")
          .replace("*1\r\n$4\r\nPING\r\n", "")
          .replaceAll("\r\n(?=\\*)", "\n");
    }
  }

  @Test
  void theSnapshotOfASyncLoads(@TempDir Path directory) throws IOException {
    try (RunningServer ours = Product.OURS.start("--repl-ping-replica-period", "1");
        Listener listener = new Listener(ours)) {
      Replicas.fill(ours, 1000);
      listener.send("SYNC\r\n");
      Files.write(directory.resolve("dump.rdb"), listener.snapshot());
      assertThat(listener.until("PING\r\n")).isEqualTo("*1\r\n$4\r\nPING\r\n");
      try (RunningServer redis = ReferenceServer.start(directory)) {
        assertSameData(ours, redis, "loaded by Redis");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void redisCliGetsTheSnapshotAlone(String diskless, @TempDir Path directory) throws Exception {
    Path cli = redisCli();
    try (RunningServer ours = Product.OURS.start("--repl-diskless-sync", diskless)) {
      Replicas.fill(ours, 100);
      Process process =
          new ProcessBuilder(
                  cli.toString(),
                  "-p",
                  Integer.toString(ours.port()),
                  "--rdb",
                  directory.resolve("dump.rdb").toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("output").toFile())
              .start();
      boolean ended = process.waitFor(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
      process.destroyForcibly();
      String output = Files.readString(directory.resolve("output"));
      assertThat(ended).as(output).isTrue();
      assertThat(process.exitValue()).as(output).isZero();
      await("replica gone", () -> field(ours, "connected_slaves").equals("0"));
      try (RunningServer redis = ReferenceServer.start(directory)) {
        assertSameData(ours, redis, output);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void redisCliShowsTheStream(String diskless, @TempDir Path directory) throws Exception {
    Path cli = redisCli();
    Path output = directory.resolve("output");
    try (RunningServer ours = Product.OURS.start("--repl-diskless-sync", diskless)) {
      Process process =
          new ProcessBuilder(cli.toString(), "-p", Integer.toString(ours.port()), "--replica")
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        await("online", () -> field(ours, "slave0").contains("state=online"));
        call(ours, "SET", "key", "shown");
        await("output", () -> Files.readString(output).contains("\"SET\",\"key\",\"shown\""));
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static Path redisCli() {
    Path cli = Path.of("/usr/bin/redis-cli");
    Assumptions.assumeTrue(Files.isExecutable(cli), "redis-cli is not installed");
    return cli;
  }
}
