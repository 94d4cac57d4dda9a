package dev.redwing.dataplane.replication;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Clients that write all the time, into several databases, until it is closed. */
final class WriteLoad implements AutoCloseable {
  private static final int KEYS = 300;
  private static final int DATABASES = 4;
  private static final String SHORT = "short:";

  private final RunningServer server;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong done = new AtomicLong();
  private volatile boolean stopped;
  private volatile @Nullable Throwable failure;

  private WriteLoad(RunningServer server) {
    this.server = server;
  }

  /** Starts {@code clients} of them; what each writes follows from the seed. */
  static WriteLoad start(RunningServer server, int clients, long seed) {
    WriteLoad load = new WriteLoad(server);
    for (int i = 0; i < clients; i++) {
      Random random = new Random(seed + i);
      load.threads.add(Thread.ofPlatform().name("load " + i).start(() -> load.run(random)));
    }
    return load;
  }

  /** Waits until another {@code count} commands are answered. */
  void awaitMore(long count) {
    long target = done.get() + count;
    Replicas.await("more writes", () -> failure != null || done.get() >= target);
  }

  @Override
  public void close() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    Throwable problem = failure;
    if (problem != null) {
      throw new IllegalStateException("a client failed", problem);
    }
  }

  /** Until no key is left that was written for a short time only; looking for one removes it. */
  static void awaitShortLivesOver(RunningServer master) {
    try (RespClient client = master.client()) {
      for (int database = 0; database < DATABASES; database++) {
        client.call("SELECT", Integer.toString(database));
        String[] names = new String[KEYS + 1];
        names[0] = "EXISTS";
        for (int i = 0; i < KEYS; i++) {
          names[i + 1] = SHORT + "key:" + i;
        }
        Replicas.await("short lives over", () -> client.text(names).equals("0"));
      }
    }
  }

  private void run(Random random) {
    try (RespClient client = server.client()) {
      while (!stopped) {
        List<String[]> commands = new ArrayList<>();
        step(random, commands);
        commands.forEach(client::send);
        for (int i = 0; i < commands.size(); i++) {
          if (client.read() instanceof Reply.Failure(var text) && !text.contains("are the same")) {
            throw new IllegalStateException(text + " to " + List.of(commands.get(i)));
          }
        }
        done.addAndGet(commands.size());
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private static void step(Random random, List<String[]> commands) {
    switch (random.nextInt(12)) {
      case 0 -> add(commands, "SELECT", Integer.toString(random.nextInt(DATABASES)));
      case 1 -> {
        add(commands, "MULTI");
        for (int i = random.nextInt(4); i >= 0; i--) {
          write(random, commands);
        }
        if (random.nextInt(4) == 0) {
          add(commands, "SELECT", Integer.toString(random.nextInt(DATABASES)));
          write(random, commands);
        }
        add(commands, "EXEC");
      }
      default -> write(random, commands);
    }
  }

  private static void write(Random random, List<String[]> commands) {
    String key = "key:" + random.nextInt(KEYS);
    String other = "key:" + random.nextInt(KEYS);
    String value = Long.toString(random.nextLong(), 36).repeat(1 + random.nextInt(6));
    switch (random.nextInt(14)) {
      case 0, 1, 2 -> add(commands, "SET", key, value);
      case 3 -> add(commands, "INCR", "counter:" + random.nextInt(20));
      case 4 -> add(commands, "APPEND", key, value);
      case 5 -> add(commands, "EXPIRE", key, Integer.toString(1000 + random.nextInt(1000)));
      case 6 -> add(commands, "DEL", key, other);
      case 7 -> add(commands, "MSET", key, value, other, value);
      case 8 -> add(commands, "SET", SHORT + key, value, "PX", "" + (1 + random.nextInt(300)));
      case 9 -> add(commands, "SETRANGE", key, Integer.toString(random.nextInt(40)), value);
      case 10 -> add(commands, "GETDEL", key);
      case 11 -> add(commands, "GETEX", key, "PERSIST");
      case 12 -> add(commands, "INCRBYFLOAT", "float:" + random.nextInt(20), "0.1");
      default -> add(commands, "COPY", key, other, "REPLACE");
    }
  }

  private static void add(List<String[]> commands, String... words) {
    commands.add(words);
  }
}
