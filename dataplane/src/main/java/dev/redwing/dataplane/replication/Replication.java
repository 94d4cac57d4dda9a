package dev.redwing.dataplane.replication;

import dev.redwing.dataplane.config.BadValueException;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.propagate.EffectSink;
import dev.redwing.dataplane.propagate.EffectStream;
import dev.redwing.dataplane.rdb.ReplicationPosition;
import dev.redwing.dataplane.replication.feed.FullSyncSource;
import dev.redwing.dataplane.replication.feed.ReplicaFeed;
import dev.redwing.dataplane.replication.link.MasterLink;
import dev.redwing.dataplane.replication.link.SyncGuard;
import dev.redwing.dataplane.replication.term.NodeTerm;
import dev.redwing.dataplane.stats.Counters;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replication of one node: its {@link Role}, its history, the feed of its replicas and the link to
 * its master. Takes the turn's effects while it is a master; a replica's stream comes from its
 * master and is passed on byte by byte.
 */
public final class Replication implements EffectSink, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Replication.class);

  private final Config config;
  private final EffectStream effects;
  private final ReplicationHistory history;
  private final ReplicaFeed feed;
  private final MasterLink link;
  private final @Nullable NodeTerm term;
  private final RoleListener listener;
  private Role role = new Role.Master();

  /** Hears when this node becomes another one: expiry and eviction depend on it. */
  public interface RoleListener {
    void roleChanged(boolean replica);
  }

  /** {@code term} is null unless this server is in managed mode. */
  public Replication(
      MasterLink.Surroundings around,
      EffectStream effects,
      Counters counters,
      RandomSource random,
      FullSyncSource source,
      ReplicationHistory history,
      @Nullable NodeTerm term,
      RoleListener listener) {
    this.config = around.config();
    this.effects = effects;
    this.history = history;
    this.term = term;
    this.listener = listener;
    this.feed =
        new ReplicaFeed(config, around.clock(), counters, history, new Database(), source, random);
    this.link = new MasterLink(around, history, feed, term == null ? SyncGuard.NONE : term);
  }

  /** The database of the stream, whoever writes it. */
  private final class Database implements StreamDatabase {
    @Override
    public void settle() {
      effects.settle();
    }

    @Override
    public int selected() {
      return streamDatabase();
    }

    @Override
    public void forget() {
      effects.selectAgain();
    }
  }

  public ReplicationHistory history() {
    return history;
  }

  public ReplicaFeed feed() {
    return feed;
  }

  public MasterLink link() {
    return link;
  }

  /** Null unless this server is in managed mode. */
  public @Nullable NodeTerm term() {
    return term;
  }

  public Role role() {
    return role;
  }

  /** Whether the data are what the history says; not so before and during a full sync. */
  public boolean hasHistory() {
    return !isReplica() || link.isResumable();
  }

  // ---- what the dispatcher asks ----

  /** Whether there is a master, connected or not, or may be one. */
  public boolean isReplica() {
    return !(role instanceof Role.Master);
  }

  public boolean isReadOnly() {
    return isReplica() && (config.replicaReadOnly() || role instanceof Role.Unassigned);
  }

  /** False on a replica without a link that is configured not to serve old data. */
  public boolean mayServeData() {
    return !(role instanceof Role.ReplicaOf)
        || link.isConnected()
        || config.replicaServeStaleData();
  }

  public boolean hasEnoughReplicas() {
    return isReplica() || !feed.lacksReplicas();
  }

  // ---- changes of role ----

  /** {@code REPLICAOF host port}. */
  public void follow(MasterAddress master) {
    Role before = role;
    role = new Role.ReplicaOf(master);
    remember(master.host(), Integer.toString(master.port()));
    switch (before) {
      case Role.Master _ -> {
        listener.roleChanged(true);
        // What this node wrote may be the history its new master continues.
        link.follow(master, true, Math.max(0, effects.selectedDatabase()));
      }
      case Role.ReplicaOf _, Role.Unassigned _ -> link.follow(master);
    }
  }

  /** {@code REPLICAOF NO ONE}: clients write here, and replicas of the same master may come. */
  public void promote() {
    if (role instanceof Role.Master) {
      return;
    }
    int database = link.streamDatabase();
    LOG.atInfo()
        .addKeyValue("offset", history.offset())
        .addKeyValue("streamDatabase", database)
        .log("This node is a master now");
    link.stop();
    role = new Role.Master();
    remember("no", "one");
    history.id().shift(history.offset());
    effects.selectAgain();
    // Sub-replicas come back at once and hear of the new history.
    feed.disconnectAll();
    feed.startIdle();
    listener.roleChanged(false);
  }

  /** Managed mode: neither master nor replica until further orders. */
  public void unassign() {
    link.stop();
    Role before = role;
    role = new Role.Unassigned();
    if (before instanceof Role.Master) {
      link.keepHistory(Math.max(0, effects.selectedDatabase()));
      listener.roleChanged(true);
    }
    feed.disconnectAll();
  }

  /** CONFIG GET replicaof and CONFIG REWRITE show the present master. */
  private void remember(String host, String port) {
    try {
      config.set("replicaof", host, port);
    } catch (BadValueException e) {
      throw new IllegalArgumentException(host + " " + port, e);
    }
  }

  // ---- start ----

  /**
   * Before anything else, once the data are loaded: takes the role that the configuration gives,
   * with the history of the file the data come from, if it says so.
   */
  public void start(@Nullable ReplicationPosition position) {
    Role first =
        term != null
            ? new Role.Unassigned()
            : config.replicaof().isNone()
                ? new Role.Master()
                : new Role.ReplicaOf(
                    new MasterAddress(config.replicaof().host(), config.replicaof().port()));
    role = first;
    switch (first) {
      case Role.Master _ -> {
        if (position != null) {
          history.id().remember(position.replicationId(), position.offset());
          history.backlog().restart(position.offset());
        }
      }
      case Role.ReplicaOf(MasterAddress master) -> {
        restore(position);
        listener.roleChanged(true);
        link.follow(master);
      }
      case Role.Unassigned _ -> {
        restore(position);
        listener.roleChanged(true);
      }
    }
  }

  private void restore(@Nullable ReplicationPosition position) {
    NodeTerm.EndOfHistory end = term == null ? null : term.endOfHistory();
    if (position != null) {
      history.id().adopt(position.replicationId());
      history.backlog().restart(position.offset());
      link.keepHistory(position.streamDatabase());
    } else if (end != null && ReplicationId.isId(end.replicationId())) {
      history.id().adopt(end.replicationId());
      history.backlog().restart(end.offset());
      link.keepHistory(end.streamDatabase());
    }
  }

  /** The database of the stream's next command, unless that is a SELECT. */
  public int streamDatabase() {
    return isReplica() ? link.streamDatabase() : Math.max(0, effects.selectedDatabase());
  }

  /** What a snapshot taken now says of the stream, or null when there is none. */
  public @Nullable ReplicationPosition position() {
    effects.settle();
    if (!history.backlog().isActive()) {
      return null;
    }
    return new ReplicationPosition(streamDatabase(), history.id().id(), history.offset());
  }

  // ---- the stream ----

  /** Number of the stream's last byte, with this turn's effects, which are not in it yet. */
  public long streamOffset() {
    return history.offset() + (wantsEffects() ? effects.pendingBytes() : 0);
  }

  @Override
  public boolean wantsEffects() {
    return !isReplica() && history.backlog().isActive();
  }

  @Override
  public void accept(ByteBuf bytes) {
    feed.append(bytes);
  }

  /** After the turn's effects were accepted. */
  public void endTurn() {
    feed.endTurn();
  }

  /** Once a second. */
  public void cron() {
    link.cron();
    feed.cron(isReplica());
  }

  @Override
  public void close() {
    link.stop();
  }
}
