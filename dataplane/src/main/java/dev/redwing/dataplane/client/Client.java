package dev.redwing.dataplane.client;

import dev.redwing.dataplane.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/**
 * One connected client as commands see it. State of a subsystem (transaction, subscriptions,
 * replica) is kept under an {@link Attachment} and belongs to that subsystem.
 */
public final class Client {
  private final long id;
  private final Connection connection;
  private final ReplyWriter reply;
  private final String address;
  private final String localAddress;
  private final long createdMillis;

  private String name = "";
  private String libraryName = "";
  private String libraryVersion = "";
  private String user = "default";
  private boolean authenticated = true;
  private int databaseIndex;
  private int flags;
  private int subscriptions;
  private int patternSubscriptions;
  private int shardSubscriptions;
  private ReplyMode replyMode = ReplyMode.ON;
  private long lastInteractionMillis;
  private long writtenOffset;
  private String lastCommand = "NULL";
  private @Nullable Object[] attachments = {};

  /** {@code address} and {@code localAddress} as CLIENT LIST shows them: {@code ip:port}. */
  public Client(
      long id,
      Connection connection,
      ReplyWriter reply,
      String address,
      String localAddress,
      long nowMillis) {
    this.id = id;
    this.connection = connection;
    this.reply = reply;
    this.address = address;
    this.localAddress = localAddress;
    this.createdMillis = nowMillis;
    this.lastInteractionMillis = nowMillis;
  }

  /** Grows with every connection; never used twice. */
  public long id() {
    return id;
  }

  public Connection connection() {
    return connection;
  }

  /** Where this client's command writes its reply while it runs. */
  public ReplyWriter reply() {
    return reply;
  }

  /** The writer for messages outside of the client's own command; sent at the end of the turn. */
  public ReplyWriter pushed() {
    connection.flushLater();
    return reply;
  }

  /** {@code ip:port}, or {@code path:0} of a Unix socket. */
  public String address() {
    return address;
  }

  public String localAddress() {
    return localAddress;
  }

  /** The address without its port. */
  public String host() {
    return address.substring(0, Math.max(0, address.lastIndexOf(':')));
  }

  public long createdMillis() {
    return createdMillis;
  }

  public long lastInteractionMillis() {
    return lastInteractionMillis;
  }

  public void setLastInteractionMillis(long nowMillis) {
    lastInteractionMillis = nowMillis;
  }

  /** Where the replication stream ended after this client's last write; 0 before the first. */
  public long writtenOffset() {
    return writtenOffset;
  }

  public void setWrittenOffset(long offset) {
    writtenOffset = offset;
  }

  /** Full name of the last command, {@code client|list}; {@code NULL} before the first. */
  public String lastCommand() {
    return lastCommand;
  }

  public void setLastCommand(String fullName) {
    lastCommand = fullName;
  }

  /** Set by CLIENT SETNAME; empty for none. */
  public String name() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String libraryName() {
    return libraryName;
  }

  public void setLibraryName(String libraryName) {
    this.libraryName = libraryName;
  }

  public String libraryVersion() {
    return libraryVersion;
  }

  public void setLibraryVersion(String libraryVersion) {
    this.libraryVersion = libraryVersion;
  }

  public String user() {
    return user;
  }

  public boolean isAuthenticated() {
    return authenticated;
  }

  public void authenticateAs(String user) {
    this.user = user;
    this.authenticated = true;
  }

  public void requireAuthentication() {
    this.user = "default";
    this.authenticated = false;
  }

  public int databaseIndex() {
    return databaseIndex;
  }

  public void selectDatabase(int index) {
    databaseIndex = index;
  }

  /** 2 or 3. */
  public int protocol() {
    return reply.protocol();
  }

  public ReplyMode replyMode() {
    return replyMode;
  }

  public void setReplyMode(ReplyMode mode) {
    replyMode = mode;
  }

  /** Channels it is subscribed to. */
  public int subscriptions() {
    return subscriptions;
  }

  public int patternSubscriptions() {
    return patternSubscriptions;
  }

  public int shardSubscriptions() {
    return shardSubscriptions;
  }

  /** Tells how many subscriptions there are now; whoever keeps them does. */
  public void setSubscriptions(int channels, int patterns, int shardChannels) {
    subscriptions = channels;
    patternSubscriptions = patterns;
    shardSubscriptions = shardChannels;
    set(ClientFlag.PUBSUB, channels + patterns + shardChannels > 0);
  }

  // ---- flags ----

  public boolean is(ClientFlag flag) {
    return (flags & flag.bit()) != 0;
  }

  public void set(ClientFlag flag) {
    flags |= flag.bit();
  }

  public void clear(ClientFlag flag) {
    flags &= ~flag.bit();
  }

  public void set(ClientFlag flag, boolean value) {
    if (value) {
      set(flag);
    } else {
      clear(flag);
    }
  }

  /** The letters of CLIENT LIST's {@code flags=}. */
  public String flagLetters() {
    StringBuilder letters = new StringBuilder();
    for (ClientFlag flag : ClientFlag.values()) {
      if (is(flag) && flag.letter() != ClientFlag.NOT_SHOWN) {
        letters.append(flag.letter());
      }
    }
    return letters.isEmpty() ? "N" : letters.toString();
  }

  /** Closes the connection when its pending replies were sent. */
  public void closeAfterReplies() {
    set(ClientFlag.CLOSE_AFTER_REPLY);
    connection.closeAfterReplies();
  }

  /** Closes the connection at the end of this turn. */
  public void close() {
    set(ClientFlag.CLOSE_SOON);
    connection.close();
  }

  // ---- attachments ----

  /** What {@code key}'s owner keeps here, or null. */
  public <T> @Nullable T get(Attachment<T> key) {
    int index = indexOf(key);
    Object value = index < 0 ? null : attachments[index + 1];
    return value == null ? null : key.cast(value);
  }

  /** Keeps {@code value} until the client goes, or forgets what was kept when it is null. */
  public <T> void put(Attachment<T> key, @Nullable T value) {
    int index = indexOf(key);
    if (index < 0) {
      index = attachments.length;
      @Nullable Object[] longer = new @Nullable Object[index + 2];
      System.arraycopy(attachments, 0, longer, 0, index);
      longer[index] = key;
      attachments = longer;
    }
    attachments[index + 1] = value;
  }

  @SuppressWarnings("ReferenceEquality") // an attachment is its own identity
  private int indexOf(Attachment<?> key) {
    for (int i = 0; i < attachments.length; i += 2) {
      if (attachments[i] == key) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public String toString() {
    return "client " + id + " at " + address;
  }
}
