package dev.redwing.dataplane.replication.feed;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.env.FileStore.ReadableFile;
import dev.redwing.dataplane.replication.Backlog;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connected replica. */
public final class Replica {
  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

  private final Client client;
  private final ReplicaHello hello;

  /** It came by SYNC: it knows no offsets and never acknowledges. */
  private final boolean legacy;

  private ReplicaState state = new ReplicaState.AwaitingSnapshot();
  private long ackOffset;
  private long ackMillis;
  private long lastProgressMillis;
  private long overSoftLimitSinceMillis = -1;
  private boolean waitsForSocket;

  Replica(Client client, boolean legacy, long nowMillis) {
    this.client = client;
    this.hello = ReplicaHello.of(client);
    this.legacy = legacy;
    this.ackMillis = nowMillis;
    this.lastProgressMillis = nowMillis;
  }

  Client client() {
    return client;
  }

  ReplicaHello hello() {
    return hello;
  }

  boolean isLegacy() {
    return legacy;
  }

  ReplicaState state() {
    return state;
  }

  void setState(ReplicaState state) {
    this.state = state;
  }

  /** Whether it gets the stream. */
  public boolean isOnline() {
    return state instanceof ReplicaState.Online;
  }

  /** Where it is in the stream; null before its snapshot has started. */
  Backlog.@Nullable Cursor cursor() {
    return switch (state) {
      case ReplicaState.AwaitingSnapshot() -> null;
      case ReplicaState.AwaitingEnd(Backlog.Cursor cursor, boolean _) -> cursor;
      case ReplicaState.SendingFile(Backlog.Cursor cursor, ReadableFile _) -> cursor;
      case ReplicaState.Online(Backlog.Cursor cursor, boolean _) -> cursor;
    };
  }

  /** Lets go of what the state holds. */
  void release() {
    Backlog.Cursor cursor = cursor();
    if (cursor != null) {
      cursor.close();
    }
    if (state instanceof ReplicaState.SendingFile(Backlog.Cursor _, ReadableFile file)) {
      try {
        file.close();
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("A file that was read does not close");
      }
    }
  }

  /** The name in INFO: {@code online} and so on. */
  public String stateName() {
    return state.wireName();
  }

  /** What it acknowledged. */
  public long ackOffset() {
    return ackOffset;
  }

  void acknowledge(long offset, long nowMillis) {
    ackOffset = Math.max(ackOffset, offset);
    ackMillis = nowMillis;
  }

  long ackMillis() {
    return ackMillis;
  }

  void setAckMillis(long nowMillis) {
    ackMillis = nowMillis;
  }

  /** Seconds since the last acknowledgement; 0 until it is online. */
  public long lagSeconds(long nowMillis) {
    return isOnline() ? nowMillis / 1000 - ackMillis / 1000 : 0;
  }

  /** The address to show: what it announced, or where it comes from. */
  public String host() {
    return hello.announcedIp().isEmpty() ? client.host() : hello.announcedIp();
  }

  public int port() {
    return hello.listeningPort();
  }

  long lastProgressMillis() {
    return lastProgressMillis;
  }

  void setLastProgressMillis(long nowMillis) {
    lastProgressMillis = nowMillis;
  }

  /** When its output went over the soft limit; -1 when it is not over it. */
  long overSoftLimitSinceMillis() {
    return overSoftLimitSinceMillis;
  }

  void setOverSoftLimitSinceMillis(long millis) {
    overSoftLimitSinceMillis = millis;
  }

  /** Whether it goes on when the socket has taken what was sent. */
  boolean waitsForSocket() {
    return waitsForSocket;
  }

  void setWaitsForSocket(boolean waitsForSocket) {
    this.waitsForSocket = waitsForSocket;
  }

  @Override
  public String toString() {
    return "replica " + host() + ":" + port();
  }
}
