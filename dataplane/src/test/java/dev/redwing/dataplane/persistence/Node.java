package dev.redwing.dataplane.persistence;

import static org.assertj.core.api.Assertions.fail;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.NoConnection;
import dev.redwing.dataplane.config.BadValueException;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.FaultyFiles;
import dev.redwing.dataplane.env.ManualClock;
import dev.redwing.dataplane.env.ManualJobs;
import dev.redwing.dataplane.propagate.EffectStream;
import dev.redwing.dataplane.rdb.TestStore;
import dev.redwing.dataplane.rdb.TestStore.Value;
import dev.redwing.dataplane.resp.ReplyBuffers;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.resp.Request;
import dev.redwing.dataplane.stats.Counters;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store with persistence and nothing else: writes go in by {@link #set}, effects to the AOF. */
final class Node implements AutoCloseable {
  /** The process would have ended. */
  static final class Exit extends RuntimeException {
    private static final long serialVersionUID = 1;

    Exit(String reason) {
      super(reason);
    }
  }

  final TestStore store = new TestStore();
  final Config config = Config.defaults();
  final FaultyFiles files;
  final ManualClock clock = new ManualClock(1_800_000_000_000L);
  final ManualJobs jobs = new ManualJobs();
  final Counters counters = new Counters();
  final EffectStream effects =
      new EffectStream(UnpooledByteBufAllocator.DEFAULT, () -> fail("out of memory"));
  final Persistence persistence;
  private final ReplyWriter reply =
      new ReplyWriter(new ReplyBuffers(UnpooledByteBufAllocator.DEFAULT));
  private final List<Runnable> queued = new ArrayList<>();
  private boolean inTransaction;

  Node(Path directory, FaultyFiles files, String... directives) throws BadValueException {
    this.files = files;
    config.set("dir", directory.toString());
    config.set("save", "");
    for (int i = 0; i < directives.length; i += 2) {
      config.set(directives[i], directives[i + 1].split(" "));
    }
    persistence =
        new Persistence(
            store.keyspace(),
            config,
            effects,
            counters,
            new Persistence.Environment(
                files,
                jobs,
                clock,
                this::apply,
                this::client,
                reason -> {
                  throw new Exit(reason);
                }));
    effects.addSink(persistence.effectSink());
  }

  static Node started(Path directory, String... directives) throws Exception {
    Node node = new Node(directory, new FaultyFiles(), directives);
    node.start();
    return node;
  }

  void start() throws IOException {
    persistence.startLoading();
    while (!persistence.doLoading(Long.MIN_VALUE)) {
      // slice by slice
    }
    turn();
  }

  /** Sets a key as a command would, in a turn of its own. */
  void set(int database, String key, String value) {
    write(database, key, value);
    turn();
  }

  /** Sets a key; the turn goes on. */
  void write(int database, String key, String value) {
    store.set(database, key, Value.of(value));
    store.keyspace().addDirty(1);
    effects.append(database, bytes("SET"), bytes(key), bytes(value));
  }

  void turn() {
    effects.endTurn();
    persistence.endTurn();
  }

  /** Cron and all background jobs, until nothing is left to do. */
  void settle() {
    do {
      jobs.runAll();
      persistence.doWork();
    } while (!jobs.waiting().isEmpty());
  }

  Map<String, Value> contents() {
    return store.contents();
  }

  private boolean apply(Client source, Request request) {
    if (request.is(0, "MULTI")) {
      inTransaction = true;
    } else if (request.is(0, "EXEC")) {
      inTransaction = false;
      queued.forEach(Runnable::run);
      queued.clear();
    } else if (inTransaction) {
      Runnable command = command(source, request);
      if (command == null) {
        return false;
      }
      queued.add(command);
    } else {
      Runnable command = command(source, request);
      if (command == null) {
        return false;
      }
      command.run();
    }
    return true;
  }

  private @Nullable Runnable command(Client source, Request request) {
    if (request.is(0, "SELECT")) {
      int index = Integer.parseInt(request.text(1));
      return () -> source.selectDatabase(index);
    }
    if (request.is(0, "SET")) {
      String key = request.text(1);
      String value = request.text(2);
      return () -> store.set(source.databaseIndex(), key, Value.of(value));
    }
    if (request.is(0, "PEXPIREAT")) {
      String key = request.text(1);
      long atMillis = Long.parseLong(request.text(2));
      return () -> {
        int database = source.databaseIndex();
        Value old = contents().get(database + ":" + key);
        if (old != null) {
          store.set(database, key, new Value(old.bytes(), atMillis));
        }
      };
    }
    return null;
  }

  private Client client() {
    queued.clear();
    inTransaction = false;
    return new Client(0, new NoConnection(), reply, "", "", clock.wallMillis());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    reply.release();
    store.close();
  }
}
