package dev.redwing.dataplane.replication.link;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.Connection;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.BackgroundJobs;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.Dialer;
import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.env.Timers;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.propagate.CommandApplier;
import dev.redwing.dataplane.replication.MasterAddress;
import dev.redwing.dataplane.replication.ReplicationHistory;
import dev.redwing.dataplane.replication.feed.ReplicaFeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to this node's master. Whatever breaks, it tries again for as long as there is a master
 * to follow, and goes on with a partial sync where it can: what is known of the master's history is
 * the node's own {@link ReplicationHistory}, exact to the byte that was applied last.
 */
public final class MasterLink {
  private static final Logger LOG = LoggerFactory.getLogger(MasterLink.class);
  private static final int MAX_LINE_BYTES = 1024;
  private static final byte[] NEWLINE = {'\n'};

  /** What the link needs of the server around it. */
  public record Surroundings(
      Config config,
      Clock clock,
      Timers timers,
      Dialer dialer,
      BackgroundJobs jobs,
      FileStore files,
      CommandApplier applier,
      DataLoader loader,
      MasterClients masterClients) {}

  /** Makes the client in whose name the master's commands run. */
  public interface MasterClients {
    /** {@code connection} is what the client's owner may close. */
    Client open(Connection connection, Dialer.Link link);

    /** It has run its last command. */
    void close(Client client);
  }

  private final Surroundings around;
  private final Config config;
  private final Clock clock;
  private final ReplicationHistory history;
  private final ReplicaFeed feed;
  private final SyncGuard guard;
  private final StringBuilder line = new StringBuilder();
  private final ReconnectDelay delay = new ReconnectDelay();

  private @Nullable MasterAddress master;
  private LinkState state = new LinkState.Idle();
  private Timers.@Nullable Timer timer;
  private @Nullable StreamReader reader;

  /** Whether the data have a history that a master may continue. */
  private boolean resumable;

  private int streamDatabase;
  private long lastIoMillis;
  private long downSinceMillis = -1;

  public MasterLink(
      Surroundings around, ReplicationHistory history, ReplicaFeed feed, SyncGuard guard) {
    this.around = around;
    this.config = around.config();
    this.clock = around.clock();
    this.history = history;
    this.feed = feed;
    this.guard = guard;
  }

  // ---- orders ----

  /**
   * Follows {@code address} from now on. {@code hasHistory} is whether the data have a history to
   * continue, whose next command is for {@code database}.
   */
  public void follow(MasterAddress address, boolean hasHistory, int database) {
    abandon();
    master = address;
    resumable = hasHistory;
    streamDatabase = database;
    delay.reset();
    connectLater();
  }

  /** The data have a history, whose next command is for {@code database}. */
  public void keepHistory(int database) {
    resumable = true;
    streamDatabase = database;
  }

  /** Follows somebody else, with the history this replica has. */
  public void follow(MasterAddress address) {
    abandon();
    follow(address, resumable, streamDatabase);
  }

  /** Ends the link: this node is a master, or waits to be told what it is. */
  public void stop() {
    abandon();
    master = null;
    state = new LinkState.Idle();
  }

  /** Ends what is going on, keeping how far it came. */
  private void abandon() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    Dialer.Link link = link();
    if (link != null) {
      link.close();
    }
    leaveState();
    if (master != null) {
      state = new LinkState.Waiting(clock.monotonicMillis());
    }
  }

  private void leaveState() {
    switch (state) {
      case LinkState.Transfer(Dialer.Link _, SnapshotReceiver receiver) -> discard(receiver);
      case LinkState.Loading(Dialer.Link _, SnapshotReceiver receiver) -> {
        around.loader().cancel();
        // Half of the data is replaced: no history fits what is there.
        resumable = false;
        discard(receiver);
      }
      case LinkState.Connected _ -> downSinceMillis = clock.monotonicMillis();
      case LinkState.Idle _, LinkState.Waiting _, LinkState.Connecting _, LinkState.Shaking _ -> {}
    }
    if (reader != null) {
      streamDatabase = reader.database();
      around.masterClients().close(reader.master());
      reader.close();
      reader = null;
    }
  }

  private static void discard(SnapshotReceiver receiver) {
    try {
      receiver.discard();
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("An incomplete snapshot cannot be removed");
    }
  }

  // ---- connecting ----

  private void connectLater() {
    long waitMillis = delay.next();
    state = new LinkState.Waiting(clock.monotonicMillis() + waitMillis);
    timer = around.timers().after(waitMillis, this::connect);
  }

  private void connect() {
    timer = null;
    MasterAddress address = master;
    if (address == null) {
      return;
    }
    LOG.atInfo().addKeyValue("master", address).log("Connecting to master");
    lastIoMillis = clock.monotonicMillis();
    Dialer.Link link =
        around
            .dialer()
            .connect(
                address.host(), address.port(), config.replTimeoutSeconds() * 1000L, new Events());
    state = new LinkState.Connecting(link);
  }

  /** Breaks the connection and tries again later. */
  private void fail(String reason) {
    LOG.atWarn()
        .addKeyValue("master", master)
        .addKeyValue("state", state.wireName())
        .addKeyValue("reason", reason)
        .log("Link to master broken");
    Dialer.Link link = link();
    if (link != null) {
      link.close();
    }
    leaveState();
    connectLater();
  }

  private Dialer.@Nullable Link link() {
    return switch (state) {
      case LinkState.Idle(), LinkState.Waiting(long _) -> null;
      case LinkState.Connecting(Dialer.Link link) -> link;
      case LinkState.Shaking(Dialer.Link link, Handshake _) -> link;
      case LinkState.Transfer(Dialer.Link link, SnapshotReceiver _) -> link;
      case LinkState.Loading(Dialer.Link link, SnapshotReceiver _) -> link;
      case LinkState.Connected(Dialer.Link link) -> link;
    };
  }

  /** What happens on the connection; of one that was given up nothing is heard. */
  private final class Events implements Dialer.Handler {
    @Override
    public void connected(Dialer.Link link) {
      if (state instanceof LinkState.Connecting) {
        lastIoMillis = clock.monotonicMillis();
        line.setLength(0);
        Handshake handshake = new Handshake(terms(), guard);
        state = new LinkState.Shaking(link, handshake);
        send(link, handshake.begin());
      }
    }

    @Override
    public void received(Dialer.Link link, long address, int length) {
      lastIoMillis = clock.monotonicMillis();
      long at = address;
      long end = address + length;
      while (at < end && isCurrent(link)) {
        at += take(at, (int) (end - at));
      }
    }

    @Override
    public void closed(Dialer.Link link, String reason) {
      if (isCurrent(link)) {
        fail(reason);
      }
    }

    @SuppressWarnings("ReferenceEquality") // a connection is its own identity
    private boolean isCurrent(Dialer.Link link) {
      return link == link();
    }
  }

  private Handshake.Terms terms() {
    int port = config.replicaAnnouncePort() != 0 ? config.replicaAnnouncePort() : config.port();
    return new Handshake.Terms(
        config.masteruser(),
        config.masterauth(),
        port,
        config.replicaAnnounceIp(),
        guard.greeting(),
        resumable ? history.id().id() : null,
        history.offset() + 1);
  }

  // ---- bytes from the master ----

  private int take(long address, int length) {
    return switch (state) {
      case LinkState.Shaking(Dialer.Link link, Handshake handshake) ->
          takeLine(link, handshake, address, length);
      case LinkState.Transfer(Dialer.Link link, SnapshotReceiver receiver) ->
          takeSnapshot(link, receiver, address, length);
      case LinkState.Loading _ -> {
        reader().collect(address, length);
        yield length;
      }
      case LinkState.Connected _ -> {
        reader().collect(address, length);
        applyStream();
        yield length;
      }
      case LinkState.Idle _, LinkState.Waiting _, LinkState.Connecting _ -> length;
    };
  }

  private int takeLine(Dialer.Link link, Handshake handshake, long address, int length) {
    for (int i = 0; i < length; i++) {
      char c = (char) (NativeMemory.getByte(address + i) & 0xff);
      if (c == '\n') {
        String text = line.toString().stripTrailing();
        line.setLength(0);
        act(link, handshake.line(text));
        return i + 1;
      }
      line.append(c);
    }
    if (line.length() > MAX_LINE_BYTES) {
      fail("a line without end");
    }
    return length;
  }

  private static void send(Dialer.Link link, String text) {
    if (!text.isEmpty()) {
      link.send(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private void act(Dialer.Link link, Handshake.Step step) {
    switch (step) {
      case Handshake.Step.Send(String text) -> send(link, text);
      case Handshake.Step.Continue(String newId) -> continueWith(link, newId);
      case Handshake.Step.FullSync(String id, long offset) -> receiveSnapshot(link, id, offset);
      case Handshake.Step.Failed(String reason) -> fail(reason);
    }
  }

  // ---- partial sync ----

  private void continueWith(Dialer.Link link, @Nullable String newId) {
    if (!resumable) {
      fail("+CONTINUE without having asked for it");
      return;
    }
    LOG.atInfo().addKeyValue("offset", history.offset()).log("Partial sync accepted by master");
    if (newId != null && !newId.equals(history.id().id())) {
      history.id().continueAs(newId, history.offset());
      // Sub-replicas have to hear of the new name.
      feed.disconnectAll();
    }
    history.backlog().activate();
    openReader(link, streamDatabase);
    goOnline(link);
  }

  private void openReader(Dialer.Link link, int database) {
    MasterConnection connection = new MasterConnection(() -> fail("closed by CLIENT KILL"));
    Client client = around.masterClients().open(connection, link);
    client.selectDatabase(database);
    reader = new StreamReader(around.applier(), client, feed::append);
  }

  private StreamReader reader() {
    if (reader == null) {
      throw new AssertionError("no reader in state " + state);
    }
    return reader;
  }

  private void goOnline(Dialer.Link link) {
    state = new LinkState.Connected(link);
    downSinceMillis = -1;
    resumable = true;
    delay.reset();
    guard.joined();
    sendAck(link);
  }

  // ---- full sync ----

  private void receiveSnapshot(Dialer.Link link, String id, long offset) {
    String refusal = guard.refusal(id, offset);
    if (refusal != null) {
      fail(refusal);
      return;
    }
    LOG.atInfo().addKeyValue("replid", id).addKeyValue("offset", offset).log("Full sync begins");
    try {
      state =
          new LinkState.Transfer(
              link,
              new SnapshotReceiver(id, offset, around.files(), around.loader().temporaryFile()));
    } catch (IOException e) {
      fail("no file for the master's snapshot: " + e.getMessage());
    }
  }

  private int takeSnapshot(Dialer.Link link, SnapshotReceiver receiver, long address, int length) {
    int used;
    try {
      used = receiver.take(address, length);
    } catch (IOException e) {
      fail(String.valueOf(e.getMessage()));
      return length;
    }
    if (receiver.isComplete()) {
      load(link, receiver);
    }
    return used;
  }

  private void load(Dialer.Link link, SnapshotReceiver receiver) {
    state = new LinkState.Loading(link, receiver);
    link.setReading(false);
    openReader(link, 0);
    around
        .jobs()
        .start(
            "sync received snapshot",
            progress -> {
              receiver.sync();
              return receiver;
            },
            outcome -> {
              if (isLoading(receiver)) {
                switch (outcome) {
                  case BackgroundJobs.Outcome.Done<SnapshotReceiver> _ -> replaceData(receiver);
                  case BackgroundJobs.Outcome.Failed<SnapshotReceiver>(Throwable cause) ->
                      fail("the master's snapshot cannot be kept: " + cause.getMessage());
                }
              }
            });
  }

  @SuppressWarnings("ReferenceEquality") // a transfer is its own identity
  private boolean isLoading(SnapshotReceiver receiver) {
    return state instanceof LinkState.Loading(Dialer.Link _, SnapshotReceiver current)
        && current == receiver;
  }

  private void replaceData(SnapshotReceiver receiver) {
    try {
      receiver.close();
    } catch (IOException e) {
      fail("the master's snapshot cannot be kept: " + e.getMessage());
      return;
    }
    // From here on nothing of the old history is true any more.
    resumable = false;
    feed.disconnectAll();
    history.backlog().deactivate();
    guard.replacing();
    around.loader().replaceAll(receiver.path(), result -> replaced(receiver, result));
  }

  private void replaced(SnapshotReceiver receiver, DataLoader.Result result) {
    if (!isLoading(receiver) || !(state instanceof LinkState.Loading(Dialer.Link link, var _))) {
      return;
    }
    switch (result) {
      case DataLoader.Result.Failed(String reason) -> fail(reason);
      case DataLoader.Result.Loaded(int database) -> {
        history.id().adopt(receiver.replicationId());
        history.backlog().restart(receiver.offset());
        reader().select(database);
        LOG.atInfo().addKeyValue("offset", history.offset()).log("Full sync finished");
        goOnline(link);
        link.setReading(true);
        applyStream();
      }
    }
  }

  // ---- the stream ----

  private void applyStream() {
    String problem = reader().apply();
    if (problem != null) {
      fail(problem);
    } else if (reader().takeAcknowledgementWanted()
        && state instanceof LinkState.Connected(Dialer.Link link)) {
      sendAck(link);
    }
  }

  private void sendAck(Dialer.Link link) {
    send(link, Handshake.command("REPLCONF", "ACK", Long.toString(history.offset())));
  }

  // ---- once a second ----

  /** Acknowledges, keeps the master waiting, and notices its silence. */
  public void cron() {
    Dialer.Link link = link();
    if (link == null) {
      return;
    }
    if (state instanceof LinkState.Loading) {
      link.send(NEWLINE);
      return;
    }
    if (clock.monotonicMillis() - lastIoMillis > config.replTimeoutSeconds() * 1000L) {
      fail("nothing heard for repl-timeout");
    } else if (state instanceof LinkState.Connected) {
      sendAck(link);
    }
  }

  // ---- what INFO, ROLE and the dispatcher ask ----

  public @Nullable MasterAddress master() {
    return master;
  }

  public boolean isConnected() {
    return state instanceof LinkState.Connected;
  }

  /** Whether a full sync is under way. */
  public boolean isSyncing() {
    return state instanceof LinkState.Transfer || state instanceof LinkState.Loading;
  }

  /** Whether the data have a history that may be continued elsewhere. */
  public boolean isResumable() {
    return resumable;
  }

  /** The state's name in ROLE's reply. */
  public String stateName() {
    return state.wireName();
  }

  /** Seconds since something came from the master; -1 without a link. */
  public long secondsSinceLastIo() {
    return isConnected() ? (clock.monotonicMillis() - lastIoMillis) / 1000 : -1;
  }

  /** Seconds since something of the snapshot came. */
  public long secondsSinceTransfer() {
    return (clock.monotonicMillis() - lastIoMillis) / 1000;
  }

  /** Seconds since the link broke; -1 when it never was up. */
  public long secondsDown() {
    return downSinceMillis < 0 ? -1 : (clock.monotonicMillis() - downSinceMillis) / 1000;
  }

  /** Bytes of the snapshot: total (0 unknown, -1 before the first byte), read. */
  public long transferTotalBytes() {
    SnapshotReceiver receiver = receiver();
    return receiver == null ? 0 : receiver.totalBytes();
  }

  public long transferReadBytes() {
    SnapshotReceiver receiver = receiver();
    return receiver == null ? 0 : receiver.readBytes();
  }

  private @Nullable SnapshotReceiver receiver() {
    return switch (state) {
      case LinkState.Transfer(Dialer.Link _, SnapshotReceiver receiver) -> receiver;
      case LinkState.Loading(Dialer.Link _, SnapshotReceiver receiver) -> receiver;
      case LinkState.Idle _,
          LinkState.Waiting _,
          LinkState.Connecting _,
          LinkState.Shaking _,
          LinkState.Connected _ ->
          null;
    };
  }

  /** Offset of what has arrived, applied or not; 1 when there is no history, as Redis shows it. */
  public long readOffset() {
    return appliedOffset() + (isConnected() ? reader().pendingBytes() : 0);
  }

  /** Offset of what is in the data; 1 when there is no history. */
  public long appliedOffset() {
    return resumable ? history.offset() : 1;
  }

  /** The database the stream's next command is for. */
  public int streamDatabase() {
    return reader != null ? reader.database() : streamDatabase;
  }
}
