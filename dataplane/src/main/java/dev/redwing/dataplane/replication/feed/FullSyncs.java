package dev.redwing.dataplane.replication.feed;

import dev.redwing.dataplane.client.Connection;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.FileStore.ReadableFile;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.rdb.ReplicationPosition;
import dev.redwing.dataplane.replication.Backlog;
import dev.redwing.dataplane.replication.ReplicationHistory;
import dev.redwing.dataplane.replication.StreamDatabase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Full syncs: who waits for a snapshot, when one starts, and how it gets to the replicas. One
 * snapshot serves all that wait when it starts, and by disk also those that come while it is made:
 * they get the stream from the same point on, which the backlog keeps for the first.
 */
final class FullSyncs {
  private static final Logger LOG = LoggerFactory.getLogger(FullSyncs.class);
  private static final int FILE_CHUNK_BYTES = 256 * 1024;

  /** Ends a snapshot whose length nobody knew at its start. */
  private static final int EOF_MARK_LENGTH = 40;

  private final ReplicaFeed feed;
  private final Config config;
  private final Clock clock;
  private final ReplicationHistory history;
  private final StreamDatabase database;
  private final FullSyncSource source;
  private final RandomSource random;

  /** The diskless sync that is under way. */
  private @Nullable Streaming streaming;

  FullSyncs(
      ReplicaFeed feed,
      Config config,
      Clock clock,
      ReplicationHistory history,
      StreamDatabase database,
      FullSyncSource source,
      RandomSource random) {
    this.feed = feed;
    this.config = config;
    this.clock = clock;
    this.history = history;
    this.database = database;
    this.source = source;
    this.random = random;
  }

  /** {@code replica} is new and needs everything. */
  void request(Replica replica) {
    Backlog.Cursor shared = sharedStart();
    if (shared != null) {
      begin(replica, shared.copy(), false);
      return;
    }
    if (!source.isBusy() && !isDelayed()) {
      startForWaiting();
    }
  }

  /**
   * Where the file that is being written begins, if there is one that a further replica can get.
   */
  private Backlog.@Nullable Cursor sharedStart() {
    for (Replica other : feed.replicas()) {
      if (other.state() instanceof ReplicaState.AwaitingEnd(Backlog.Cursor cursor, boolean diskless)
          && !diskless) {
        return cursor;
      }
    }
    return null;
  }

  /** Once a second: starts what had to wait. */
  void cron() {
    if (!waiting().isEmpty() && !source.isBusy() && !isDelayed()) {
      startForWaiting();
    }
  }

  /** A replica went: the others no longer wait for it. */
  void removed(Replica replica) {
    Streaming current = streaming;
    if (current != null) {
      current.arrived(replica);
    }
  }

  private List<Replica> waiting() {
    List<Replica> waiting = new ArrayList<>();
    for (Replica replica : feed.replicas()) {
      if (replica.state() instanceof ReplicaState.AwaitingSnapshot) {
        waiting.add(replica);
      }
    }
    return waiting;
  }

  /** A diskless sync gives others time to come along. */
  private boolean isDelayed() {
    List<Replica> waiting = waiting();
    if (!isDiskless(waiting)) {
      return false;
    }
    int enough = config.replDisklessSyncMaxReplicas();
    if (enough > 0 && waiting.size() >= enough) {
      return false;
    }
    long longest = 0;
    for (Replica replica : waiting) {
      longest = Math.max(longest, clock.monotonicMillis() - replica.ackMillis());
    }
    return longest < config.replDisklessSyncDelaySeconds() * 1000L;
  }

  private boolean isDiskless(List<Replica> replicas) {
    for (Replica replica : replicas) {
      if (!replica.hello().understandsEof()) {
        return false;
      }
    }
    return config.replDisklessSync();
  }

  private void startForWaiting() {
    List<Replica> served = waiting();
    if (served.isEmpty()) {
      return;
    }
    boolean diskless = isDiskless(served);
    database.settle();
    ReplicationPosition origin =
        new ReplicationPosition(database.selected(), history.id().id(), history.offset());
    LOG.atInfo()
        .addKeyValue("target", diskless ? "sockets" : "disk")
        .addKeyValue("replicas", served.size())
        .log("Snapshot for full sync starts");
    boolean started;
    if (diskless) {
      Streaming stream = new Streaming(served, random.nextHex(EOF_MARK_LENGTH));
      streaming = stream;
      started = source.startStream(origin, stream);
    } else {
      started = source.startFile(origin, this::fileDone);
    }
    if (!started) {
      for (Replica replica : served) {
        feed.drop(replica, "no snapshot could be started");
      }
      return;
    }
    for (Replica replica : served) {
      begin(replica, history.backlog().cursor(origin.offset() + 1), diskless);
    }
  }

  /** The snapshot {@code replica} will get stands for the byte before {@code cursor}'s. */
  private void begin(Replica replica, Backlog.Cursor cursor, boolean diskless) {
    database.forget();
    replica.setState(new ReplicaState.AwaitingEnd(cursor, diskless));
    replica.setLastProgressMillis(clock.monotonicMillis());
    if (!replica.isLegacy()) {
      send(replica, "+FULLRESYNC " + history.id().id() + " " + (cursor.nextOffset() - 1) + "\r\n");
    }
  }

  private static void send(Replica replica, String line) {
    replica.client().connection().send(Unpooled.copiedBuffer(line, StandardCharsets.US_ASCII));
  }

  private boolean isHere(Replica replica) {
    return feed.replicas().contains(replica);
  }

  // ---- by disk ----

  private void fileDone(FullSyncSource.FileListener.@Nullable Opener opener) {
    for (Replica replica : List.copyOf(feed.replicas())) {
      if (replica.state()
              instanceof ReplicaState.AwaitingEnd(Backlog.Cursor cursor, boolean diskless)
          && !diskless) {
        ReadableFile file = opener == null ? null : opener.open();
        if (file == null) {
          feed.drop(replica, "the snapshot failed");
        } else {
          sendFile(replica, cursor, file);
        }
      }
    }
    cron();
  }

  private void sendFile(Replica replica, Backlog.Cursor cursor, ReadableFile file) {
    replica.setState(new ReplicaState.SendingFile(cursor, file));
    replica.setLastProgressMillis(clock.monotonicMillis());
    try {
      send(replica, "$" + file.size() + "\r\n");
      sendNextChunk(replica);
    } catch (IOException e) {
      feed.drop(replica, "the snapshot cannot be read: " + e.getMessage());
    }
  }

  private void sendNextChunk(Replica replica) {
    if (!isHere(replica)
        || !(replica.state()
            instanceof ReplicaState.SendingFile(Backlog.Cursor _, ReadableFile f))) {
      return;
    }
    ByteBuf chunk = Unpooled.directBuffer(FILE_CHUNK_BYTES);
    try {
      int count = f.read(chunk.nioBuffer(0, FILE_CHUNK_BYTES));
      if (count < 0) {
        chunk.release();
        fileSent(replica);
        return;
      }
      chunk.writerIndex(count);
    } catch (IOException e) {
      chunk.release();
      feed.drop(replica, "the snapshot cannot be read: " + e.getMessage());
      return;
    }
    replica.setLastProgressMillis(clock.monotonicMillis());
    Connection connection = replica.client().connection();
    connection.send(chunk);
    connection.whenDrained(() -> sendNextChunk(replica));
  }

  private void fileSent(Replica replica) {
    if (replica.state()
        instanceof ReplicaState.SendingFile(Backlog.Cursor cursor, ReadableFile f)) {
      try {
        f.close();
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("A file that was read does not close");
      }
      goOnline(replica, cursor, true);
    }
  }

  private void goOnline(Replica replica, Backlog.Cursor cursor, boolean started) {
    if (replica.hello().rdbOnly()) {
      LOG.atInfo().addKeyValue("replica", replica).log("Snapshot sent to a client without stream");
      cursor.close();
      replica.setState(new ReplicaState.AwaitingSnapshot());
      feed.removed(replica.client());
      replica.client().closeAfterReplies();
      return;
    }
    replica.setState(new ReplicaState.Online(cursor, started));
    replica.setAckMillis(clock.monotonicMillis());
    LOG.atInfo().addKeyValue("replica", replica).log("Synchronization with replica succeeded");
    feed.pump(replica);
  }

  // ---- without a disk ----

  /** Passes one snapshot on to the replicas it was started for. */
  private final class Streaming implements FullSyncSource.StreamListener {
    private final List<Replica> served;
    private final String mark;
    private final List<Replica> underWay = new ArrayList<>();
    private @Nullable Runnable whenTaken;
    private boolean begun;

    private Streaming(List<Replica> served, String mark) {
      this.served = served;
      this.mark = mark;
    }

    private List<Replica> present() {
      served.removeIf(replica -> !isHere(replica));
      return served;
    }

    @Override
    public void chunk(ByteBuf bytes, Runnable taken) {
      List<Replica> takers = present();
      if (!begun) {
        begun = true;
        takers.forEach(replica -> send(replica, "$EOF:" + mark + "\r\n"));
      }
      whenTaken = taken;
      underWay.addAll(takers);
      for (Replica replica : takers) {
        Connection connection = replica.client().connection();
        connection.send(bytes.retainedDuplicate());
        connection.whenDrained(
            () -> {
              replica.setLastProgressMillis(clock.monotonicMillis());
              arrived(replica);
            });
      }
      bytes.release();
      askForNext();
    }

    /** The chunk is in the replica's socket, or the replica is gone. */
    private void arrived(Replica replica) {
      if (underWay.remove(replica)) {
        askForNext();
      }
    }

    private void askForNext() {
      Runnable taken = whenTaken;
      if (underWay.isEmpty() && taken != null) {
        whenTaken = null;
        taken.run();
      }
    }

    @Override
    public void done(boolean complete) {
      streaming = null;
      for (Replica replica : List.copyOf(present())) {
        if (!(replica.state() instanceof ReplicaState.AwaitingEnd(Backlog.Cursor cursor, boolean _))
            || !complete) {
          feed.drop(replica, "the snapshot failed");
          continue;
        }
        if (!begun) {
          send(replica, "$EOF:" + mark + "\r\n");
        }
        send(replica, mark);
        goOnline(replica, cursor, false);
      }
      cron();
    }
  }
}
