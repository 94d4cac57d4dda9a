package dev.redwing.dataplane.replication.feed;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.client.Connection;
import dev.redwing.dataplane.config.ClientClass;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.OutputBufferLimit;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.replication.Backlog;
import dev.redwing.dataplane.replication.PsyncDecision;
import dev.redwing.dataplane.replication.ReplicationHistory;
import dev.redwing.dataplane.replication.StreamDatabase;
import dev.redwing.dataplane.stats.Counters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All replicas of this node. The stream is appended once, at the end of a turn; every replica that
 * is online then gets slices of it, as much as its socket takes.
 */
public final class ReplicaFeed {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaFeed.class);

  /** So many bytes of the stream wait in a replica's socket; the rest waits in the backlog. */
  private static final long MAX_PENDING_BYTES = 1024 * 1024;

  private static final int MAX_SLICE_BYTES = 256 * 1024;
  private static final byte[] NEWLINE = {'\n'};
  private static final byte[] PING = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GETACK =
      "*3\r\n$8\r\nREPLCONF\r\n$6\r\nGETACK\r\n$1\r\n*\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Config config;
  private final Clock clock;
  private final ReplicationHistory history;
  private final Counters counters;
  private final StreamDatabase database;
  private final FullSyncs fullSyncs;
  private final List<Replica> replicas = new ArrayList<>();
  private long noReplicasSinceMillis;
  private long cronCount;
  private boolean acksWanted;
  private boolean appended;

  public ReplicaFeed(
      Config config,
      Clock clock,
      Counters counters,
      ReplicationHistory history,
      StreamDatabase database,
      FullSyncSource source,
      RandomSource random) {
    this.config = config;
    this.clock = clock;
    this.counters = counters;
    this.history = history;
    this.database = database;
    this.fullSyncs = new FullSyncs(this, config, clock, history, database, source, random);
    this.noReplicasSinceMillis = clock.monotonicMillis();
  }

  /** All replicas, oldest first. */
  public List<Replica> replicas() {
    return Collections.unmodifiableList(replicas);
  }

  public @Nullable Replica find(Client client) {
    for (Replica replica : replicas) {
      if (replica.client().id() == client.id()) {
        return replica;
      }
    }
    return null;
  }

  // ---- synchronization ----

  /** {@code PSYNC id offset}: the rest of the stream if it is there, else a full sync. */
  public void psync(Client client, String id, long nextOffset) {
    database.settle();
    PsyncDecision decision = PsyncDecision.decide(history.id(), history.backlog(), id, nextOffset);
    count(decision);
    switch (decision) {
      case PsyncDecision.Continue(long from) -> continueWith(client, from);
      case PsyncDecision.Full(PsyncDecision.Reason reason) -> {
        LOG.atInfo()
            .addKeyValue("replica", client.address())
            .addKeyValue("reason", reason)
            .log("Full sync");
        syncFully(client, false);
      }
    }
  }

  /** {@code SYNC}: all data, then the stream, without a word of ids and offsets. */
  public void sync(Client client) {
    database.settle();
    count(new PsyncDecision.Full(PsyncDecision.Reason.ASKED_FOR));
    syncFully(client, true);
  }

  private void count(PsyncDecision decision) {
    switch (decision) {
      case PsyncDecision.Continue _ -> counters.syncPartialOk++;
      case PsyncDecision.Full(PsyncDecision.Reason reason) -> {
        counters.syncFull++;
        if (reason != PsyncDecision.Reason.ASKED_FOR) {
          counters.syncPartialErr++;
        }
      }
    }
  }

  private void continueWith(Client client, long nextOffset) {
    Replica replica = add(client, false);
    String reply =
        replica.hello().understandsPsync2()
            ? "+CONTINUE " + history.id().id() + "\r\n"
            : "+CONTINUE\r\n";
    client.connection().send(Unpooled.copiedBuffer(reply, StandardCharsets.US_ASCII));
    replica.setState(new ReplicaState.Online(history.backlog().cursor(nextOffset), true));
    LOG.atInfo()
        .addKeyValue("replica", replica)
        .addKeyValue("bytes", history.offset() + 1 - nextOffset)
        .log("Partial sync");
    pump(replica);
  }

  private void syncFully(Client client, boolean legacy) {
    Replica replica = add(client, legacy);
    if (!history.backlog().isActive()) {
      // What was written before was not kept: nobody may continue from there.
      history.id().renew();
      history.backlog().activate();
    }
    fullSyncs.request(replica);
  }

  private Replica add(Client client, boolean legacy) {
    Replica replica = new Replica(client, legacy, clock.monotonicMillis());
    client.set(ClientFlag.REPLICA);
    client.connection().setTcpNoDelay(!config.replDisableTcpNodelay());
    replicas.add(replica);
    return replica;
  }

  /** The client is gone; nothing happens when it was no replica. */
  public void removed(Client client) {
    Replica replica = find(client);
    if (replica != null) {
      replicas.remove(replica);
      replica.release();
      fullSyncs.removed(replica);
      if (replicas.isEmpty()) {
        noReplicasSinceMillis = clock.monotonicMillis();
      }
      LOG.atInfo().addKeyValue("replica", replica).log("Connection with replica lost");
    }
  }

  /** Sends all replicas away: they come back and hear of the new history. */
  public void disconnectAll() {
    for (Replica replica : List.copyOf(replicas)) {
      drop(replica, "the history changed");
    }
  }

  /** The time without replicas begins now: this node was none that could have had any. */
  public void startIdle() {
    noReplicasSinceMillis = clock.monotonicMillis();
  }

  void drop(Replica replica, String reason) {
    LOG.atWarn()
        .addKeyValue("replica", replica)
        .addKeyValue("reason", reason)
        .log("Replica disconnected");
    removed(replica.client());
    replica.client().close();
  }

  // ---- the stream ----

  /** Adds a turn's effects to the stream; {@link #endTurn} sends them. */
  public void append(ByteBuf bytes) {
    history.backlog().append(bytes);
    appended = true;
  }

  /** A sub-replica gets its master's stream byte by byte. */
  public void append(long address, int length) {
    history.backlog().append(address, length);
    appended = true;
  }

  /** Asks all replicas for an acknowledgement at the end of this turn, once. */
  public void requestAcks() {
    acksWanted = true;
  }

  /** After the turn's effects, and after the AOF has them: no replica is ahead of it. */
  public void endTurn() {
    if (acksWanted) {
      acksWanted = false;
      if (!replicas.isEmpty()) {
        history.backlog().append(GETACK);
        appended = true;
      }
    }
    if (appended) {
      appended = false;
      pumpAll();
    }
  }

  private void pumpAll() {
    boolean tooSlow = false;
    for (int i = 0; i < replicas.size(); i++) {
      Replica replica = replicas.get(i);
      pump(replica);
      tooSlow |= isOverLimit(replica);
    }
    if (tooSlow) {
      dropSlow();
    }
  }

  /** Sends {@code replica} as much of the stream as its socket takes. */
  void pump(Replica replica) {
    if (!(replica.state() instanceof ReplicaState.Online(Backlog.Cursor cursor, boolean started))
        || !started
        || replica.waitsForSocket()) {
      return;
    }
    Connection connection = replica.client().connection();
    while (cursor.available() > 0) {
      if (connection.pendingBytes() >= MAX_PENDING_BYTES) {
        replica.setWaitsForSocket(true);
        connection.whenDrained(
            () -> {
              replica.setWaitsForSocket(false);
              if (replicas.contains(replica)) {
                pump(replica);
              }
            });
        return;
      }
      ByteBuf slice = cursor.next(MAX_SLICE_BYTES);
      if (slice == null) {
        return;
      }
      connection.send(slice);
    }
  }

  // ---- limits ----

  /** Whether what {@code replica} has still to get is above its output-buffer limit. */
  private boolean isOverLimit(Replica replica) {
    Backlog.Cursor cursor = replica.cursor();
    if (cursor == null) {
      return false;
    }
    OutputBufferLimit limit = config.clientOutputBufferLimit(ClientClass.REPLICA);
    long waiting = cursor.available() + replica.client().connection().pendingBytes();
    // A limit below the backlog's size would throw out replicas that a partial sync just let in.
    if (limit.hardBytes() > 0 && waiting > Math.max(limit.hardBytes(), backlogSize())) {
      return true;
    }
    if (limit.softBytes() == 0 || waiting <= Math.max(limit.softBytes(), backlogSize())) {
      replica.setOverSoftLimitSinceMillis(-1);
      return false;
    }
    long now = clock.monotonicMillis();
    if (replica.overSoftLimitSinceMillis() < 0) {
      replica.setOverSoftLimitSinceMillis(now);
    }
    return now - replica.overSoftLimitSinceMillis() > limit.softSeconds() * 1000;
  }

  private long backlogSize() {
    return history.backlog().sizeBytes();
  }

  private void dropSlow() {
    for (Replica replica : List.copyOf(replicas)) {
      if (isOverLimit(replica)) {
        drop(replica, "it exceeds client-output-buffer-limit");
      }
    }
  }

  // ---- acknowledgements ----

  /** {@code REPLCONF ACK offset}. */
  public void acknowledged(Client client, long offset) {
    Replica replica = find(client);
    if (replica == null) {
      return;
    }
    replica.acknowledge(offset, clock.monotonicMillis());
    if (replica.state() instanceof ReplicaState.Online(Backlog.Cursor cursor, boolean started)
        && !started) {
      replica.setState(new ReplicaState.Online(cursor, true));
      pump(replica);
    }
  }

  /** An empty line of a replica that has no time for more: it loads the snapshot it got. */
  public void heard(Client client) {
    Replica replica = find(client);
    if (replica != null) {
      replica.setAckMillis(clock.monotonicMillis());
    }
  }

  /** Whether every replica that follows has acknowledged all of the stream. */
  public boolean allCaughtUp() {
    for (Replica replica : replicas) {
      if (replica.isOnline() && !replica.isLegacy() && replica.ackOffset() != history.offset()) {
        return false;
      }
    }
    return true;
  }

  /** Replicas that have acknowledged the stream up to {@code offset}. */
  public int countAcknowledged(long offset) {
    int count = 0;
    for (int i = 0; i < replicas.size(); i++) {
      Replica replica = replicas.get(i);
      if (replica.isOnline() && replica.ackOffset() >= offset) {
        count++;
      }
    }
    return count;
  }

  /** Replicas whose lag is within min-replicas-max-lag. */
  public int goodReplicas() {
    long now = clock.monotonicMillis();
    int good = 0;
    for (int i = 0; i < replicas.size(); i++) {
      Replica replica = replicas.get(i);
      if (replica.isOnline() && replica.lagSeconds(now) <= config.minReplicasMaxLagSeconds()) {
        good++;
      }
    }
    return good;
  }

  /** Whether there are too few good replicas for clients to write. */
  public boolean lacksReplicas() {
    return config.minReplicasToWrite() > 0
        && config.minReplicasMaxLagSeconds() > 0
        && goodReplicas() < config.minReplicasToWrite();
  }

  // ---- once a second ----

  /** {@code following} is whether this node has a master itself, whose PINGs it passes on. */
  public void cron(boolean following) {
    if (!following
        && !replicas.isEmpty()
        && cronCount % config.replPingReplicaPeriodSeconds() == 0) {
      // Behind this turn's effects, whose offsets their clients know already.
      database.settle();
      history.backlog().append(PING);
      pumpAll();
    }
    cronCount++;
    for (Replica replica : List.copyOf(replicas)) {
      keepAlive(replica);
      dropIfSilent(replica);
    }
    dropSlow();
    fullSyncs.cron();
    if (!following) {
      forgetBacklog();
    }
  }

  /** Empty lines tell a waiting replica that the connection is there. */
  private void keepAlive(Replica replica) {
    boolean waiting =
        switch (replica.state()) {
          case ReplicaState.AwaitingSnapshot() -> true;
          case ReplicaState.AwaitingEnd(Backlog.Cursor _, boolean diskless) -> !diskless;
          case ReplicaState.SendingFile _, ReplicaState.Online _ -> false;
        };
    if (waiting) {
      replica.client().connection().send(Unpooled.wrappedBuffer(NEWLINE));
    }
  }

  private void dropIfSilent(Replica replica) {
    long now = clock.monotonicMillis();
    long timeoutMillis = config.replTimeoutSeconds() * 1000L;
    long lastMillis =
        switch (replica.state()) {
          case ReplicaState.AwaitingSnapshot() -> now;
          case ReplicaState.AwaitingEnd(Backlog.Cursor _, boolean diskless) ->
              diskless ? replica.lastProgressMillis() : now;
          case ReplicaState.SendingFile _ -> replica.lastProgressMillis();
          case ReplicaState.Online _ -> replica.isLegacy() ? now : replica.ackMillis();
        };
    if (now - lastMillis > timeoutMillis) {
      drop(replica, "nothing heard for repl-timeout");
    }
  }

  /** Without replicas for repl-backlog-ttl the stream is not kept any more. */
  private void forgetBacklog() {
    long ttlMillis = config.replBacklogTtlSeconds() * 1000;
    if (replicas.isEmpty()
        && history.backlog().isActive()
        && ttlMillis > 0
        && clock.monotonicMillis() - noReplicasSinceMillis > ttlMillis) {
      // Later writes are not counted, so that the present id must not be used for them.
      history.id().renew();
      history.backlog().deactivate();
    }
  }
}
