package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.keyspace.AccessClock;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an RDB file or stream into the keyspace, in slices: {@link #doWork} goes on until a
 * deadline, so the loop answers between two calls. Memory beyond the keys themselves is the buffer,
 * which holds one string or one element of a collection at a time.
 *
 * <p>Damage ends in {@link RdbCorruptException}; what was loaded until then stays, and the caller
 * throws it away or ends the process.
 */
public final class RdbLoader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RdbLoader.class);
  private static final int ITEMS_BETWEEN_CLOCK_READS = 256;
  private static final int NO_ACCESS_INFO = -1;
  private static final int MAX_KEPT_KEY_BYTES = 64 * 1024;

  /** A time at which no key has expired. */
  private static final long NEVER_EXPIRED_MILLIS = Long.MIN_VALUE;

  /** How a slice ended. */
  public enum Status {
    /** All is loaded. */
    DONE,
    /** The deadline came. */
    MORE,
    /** The source has nothing now. */
    STARVED
  }

  /**
   * How to load.
   *
   * @param verifyChecksum whether the checksum must match
   * @param dropExpiredAtMillis keys that expired before this time are left out; {@code
   *     Long.MIN_VALUE} keeps all, as a replica and an AOF's base must
   * @param replaceExisting whether a key that is there already is replaced, rather than damage
   */
  public record Options(boolean verifyChecksum, long dropExpiredAtMillis, boolean replaceExisting) {
    /** A master's file at start-up. */
    public static Options ofMaster(boolean verifyChecksum, long nowMillis) {
      return new Options(verifyChecksum, nowMillis, false);
    }

    /** Everything, expired or not. */
    public static Options complete(boolean verifyChecksum) {
      return new Options(verifyChecksum, Long.MIN_VALUE, false);
    }
  }

  private final RdbInput input;
  private final Keyspace keyspace;
  private final Clock clock;
  private final Options options;
  private final RdbInput.Text key = new RdbInput.Text();
  private final RdbInput.Text value = new RdbInput.Text();

  /** A collection, over several items, and its key. */
  private final RdbValueReader collection;

  private final NativeBuffer collectionKey = new NativeBuffer(64);
  private int collectionKeyLength;

  private boolean headerRead;
  private boolean done;
  private int version;
  private @Nullable Database database;
  private long expireAtMillis = Entry.NO_EXPIRY;
  private long idleSeconds = NO_ACCESS_INFO;
  private int frequency = NO_ACCESS_INFO;

  private long keysLoaded;
  private long keysExpired;
  private boolean aofBase;
  private int streamDatabase;
  private @Nullable String replicationId;
  private long replicationOffset = -1;
  private long usedMemoryBytes;

  /**
   * @param file what a person calls the source
   * @param totalBytes the source's size, or {@code Long.MAX_VALUE} when unknown
   */
  public RdbLoader(
      RdbSource source,
      String file,
      long totalBytes,
      Keyspace keyspace,
      Clock clock,
      Options options) {
    this.input = new RdbInput(source, file, totalBytes, options.verifyChecksum());
    this.keyspace = keyspace;
    this.clock = clock;
    this.options = options;
    this.collection = new RdbValueReader(keyspace.types());
  }

  /** Loads until {@code deadlineNanos}, as {@link Clock#nanoTime} tells it. */
  public Status doWork(long deadlineNanos) throws IOException {
    int items = 0;
    try {
      while (!done) {
        input.mark();
        readItem();
        if (++items == ITEMS_BETWEEN_CLOCK_READS) {
          items = 0;
          if (clock.nanoTime() - deadlineNanos >= 0) {
            return done ? Status.DONE : Status.MORE;
          }
        }
      }
      return Status.DONE;
    } catch (RdbInput.Underflow e) {
      input.rewind();
      return Status.STARVED;
    }
  }

  /** Bytes read so far; when done, the size of the RDB part of the source. */
  public long loadedBytes() {
    return input.offset();
  }

  public long keysLoaded() {
    return keysLoaded;
  }

  /** Keys left out because their time had come. */
  public long keysExpired() {
    return keysExpired;
  }

  /** What the server that wrote the file used then; 0 as long as that is not known. */
  public long usedMemoryBytes() {
    return usedMemoryBytes;
  }

  /** Whether the file says that it is the base of an AOF. */
  public boolean isAofBase() {
    return aofBase;
  }

  /** Where in the stream of writes the dataset stands, or null when the file does not say. */
  public @Nullable ReplicationPosition position() {
    String id = replicationId;
    return id == null || replicationOffset < 0
        ? null
        : new ReplicationPosition(streamDatabase, id, replicationOffset);
  }

  private void readItem() throws IOException {
    if (!headerRead) {
      readHeader();
      return;
    }
    if (collection.isOpen()) {
      readElement();
      return;
    }
    int opcode = input.unsignedByte();
    if (opcode < RdbFormat.FIRST_OPCODE) {
      readEntry(opcode);
      return;
    }
    switch (opcode) {
      case RdbFormat.OPCODE_EXPIRETIME_MS -> expireAtMillis = input.littleEndianLong();
      case RdbFormat.OPCODE_EXPIRETIME -> expireAtMillis = input.littleEndianInt() * 1000L;
      case RdbFormat.OPCODE_IDLE -> idleSeconds = input.length();
      case RdbFormat.OPCODE_FREQ -> frequency = input.unsignedByte();
      case RdbFormat.OPCODE_SELECTDB -> selectDatabase(input.length());
      case RdbFormat.OPCODE_RESIZEDB -> {
        // Only hints: the dictionary grows without stopping, whatever its size.
        input.length();
        input.length();
      }
      case RdbFormat.OPCODE_SLOT_INFO -> {
        input.length();
        input.length();
        input.length();
      }
      case RdbFormat.OPCODE_AUX -> readAux();
      case RdbFormat.OPCODE_EOF -> readEnd();
      default -> throw unsupportedOpcode(opcode);
    }
  }

  private void readHeader() throws IOException {
    StringBuilder header = new StringBuilder();
    for (int i = 0; i < RdbFormat.HEADER_BYTES; i++) {
      int next = input.unsignedByte();
      header.append((char) next);
      if (i < RdbFormat.MAGIC.length() && next != RdbFormat.MAGIC.charAt(i)) {
        throw input.corrupt("the signature of an RDB file", "\"" + printable(header) + "\"");
      }
    }
    String digits = header.substring(RdbFormat.MAGIC.length());
    version = digits.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(digits) : 0;
    if (version < 1 || version > RdbFormat.MAX_VERSION) {
      throw new RdbCorruptException(
          input.file(),
          RdbFormat.MAGIC.length(),
          "RDB format version 1 to " + RdbFormat.MAX_VERSION,
          "\"" + printable(digits) + "\"",
          "A newer server wrote it: have a server of Redis 7.4 or older, or Valkey, write the file");
    }
    headerRead = true;
  }

  private static String printable(CharSequence text) {
    StringBuilder printable = new StringBuilder();
    text.chars().forEach(c -> printable.append(c >= ' ' && c < 127 ? (char) c : '?'));
    return printable.toString();
  }

  private void selectDatabase(long index) throws IOException {
    if (index >= keyspace.databaseCount()) {
      throw new RdbCorruptException(
          input.file(),
          input.offset(),
          "a database below " + keyspace.databaseCount(),
          "database " + index,
          "The file was written by a server with more databases: set \"databases\" to at least "
              + (index + 1));
    }
    database = keyspace.database((int) index);
  }

  private Database database() {
    Database selected = database;
    if (selected == null) {
      selected = keyspace.database(0);
      database = selected;
    }
    return selected;
  }

  private void readEntry(int type) throws IOException {
    input.string(key);
    if (type != RdbFormat.TYPE_STRING) {
      collection.begin(input, type);
      collectionKeyLength = key.length();
      collectionKey.grow(collectionKeyLength, 0);
      NativeMemory.copy(input.address(key), collectionKey.address(), collectionKeyLength);
      key.trim();
      return;
    }
    input.string(value);
    if (isToBeKept()) {
      store(input.address(key), key.length());
    }
    endEntry();
    value.trim();
  }

  /** An element is an item, too: a collection of any size neither fills the buffer nor a slice. */
  private void readElement() throws IOException {
    if (!collection.read(input)) {
      return;
    }
    if (collection.isEmpty()) {
      LOG.atWarn().log("A collection without elements is left out");
    } else if (isToBeKept()) {
      store(collectionKey.address(), collectionKeyLength);
    }
    collection.discard();
    collectionKey.shrink(MAX_KEPT_KEY_BYTES, 0);
    endEntry();
  }

  private boolean isToBeKept() {
    if (expireAtMillis == Entry.NO_EXPIRY || expireAtMillis >= options.dropExpiredAtMillis()) {
      return true;
    }
    keysExpired++;
    return false;
  }

  private void endEntry() {
    expireAtMillis = Entry.NO_EXPIRY;
    idleSeconds = NO_ACCESS_INFO;
    frequency = NO_ACCESS_INFO;
    key.trim();
  }

  private void store(long keyAddress, int keyLength) throws RdbCorruptException {
    Database target = database();
    long hash = Database.hash(keyAddress, keyLength);
    if (target.peek(hash, keyAddress, keyLength, NEVER_EXPIRED_MILLIS) != 0) {
      if (!options.replaceExisting()) {
        throw input.corrupt("each key once", "a key for the second time");
      }
      target.delete(hash, keyAddress, keyLength);
    }
    if (collection.isOpen()) {
      collection.store(target, hash, keyAddress, keyLength, expireAtMillis, accessClock());
    } else {
      target
          .strings()
          .load(
              hash,
              keyAddress,
              keyLength,
              input.address(value),
              value.length(),
              expireAtMillis,
              accessClock());
    }
    keysLoaded++;
  }

  private int accessClock() {
    AccessClock accessClock = keyspace.accessClock();
    if (accessClock.isLfu() && frequency != NO_ACCESS_INFO) {
      return accessClock.clockForFrequency(frequency);
    }
    if (!accessClock.isLfu() && idleSeconds != NO_ACCESS_INFO) {
      return accessClock.clockForIdle(idleSeconds);
    }
    return NO_ACCESS_INFO;
  }

  private void readAux() throws IOException {
    input.string(key);
    input.string(value);
    String name = text(key);
    String content = text(value);
    switch (name) {
      case "repl-stream-db" -> streamDatabase = (int) number(content);
      case "repl-id" ->
          replicationId = content.length() == ReplicationPosition.ID_CHARS ? content : null;
      case "repl-offset" -> replicationOffset = number(content);
      case "aof-base" -> aofBase = !content.equals("0");
      case "redis-ver" ->
          LOG.atInfo().log("Loading RDB produced by version {}", printable(content));
      case "ctime" ->
          LOG.atInfo().log(
              "RDB age {} seconds", Math.max(0, clock.wallMillis() / 1000 - number(content)));
      case "used-mem" ->
          LOG.atInfo().log(
              "RDB memory usage when created {} Mb",
              String.format(Locale.ROOT, "%.2f", number(content) / (1024.0 * 1024)));
      default -> {
        // What we do not know we do not need; names that start with % are for the log.
        if (name.startsWith("%")) {
          LOG.atInfo().log("RDB {}: {}", printable(name), printable(content));
        }
      }
    }
  }

  private String text(RdbInput.Text text) {
    return input.latin1(text);
  }

  private long number(String content) throws RdbCorruptException {
    try {
      return Long.parseLong(content);
    } catch (NumberFormatException e) {
      throw input.corrupt("a number as an auxiliary field", "\"" + printable(content) + "\"");
    }
  }

  private void readEnd() throws IOException {
    if (version >= RdbFormat.CHECKSUM_SINCE_VERSION) {
      long actual = input.checksum();
      long expected = input.littleEndianLong();
      if (options.verifyChecksum()) {
        if (expected == 0) {
          LOG.atInfo().log("RDB file was saved with checksum disabled: no check performed.");
        } else if (expected != actual) {
          throw input.corrupt(
              "checksum " + Long.toHexString(expected), "checksum " + Long.toHexString(actual));
        }
      }
    }
    done = true;
  }

  private RdbCorruptException unsupportedOpcode(int opcode) {
    return switch (opcode) {
      case RdbFormat.OPCODE_FUNCTION2, RdbFormat.OPCODE_FUNCTION_PRE_RELEASE ->
          new RdbCorruptException(
              input.file(),
              input.offset(),
              "keys",
              "a function library",
              "Functions are not supported: FUNCTION FLUSH on the server that wrote it, then save"
                  + " again");
      case RdbFormat.OPCODE_MODULE_AUX ->
          new RdbCorruptException(
              input.file(),
              input.offset(),
              "keys",
              "a module's data",
              "Modules are not supported: unload the module on the server that wrote it, then save"
                  + " again");
      default -> input.corrupt("a type or an opcode", "0x" + Integer.toHexString(opcode));
    };
  }

  @Override
  public void close() {
    input.close();
    key.close();
    value.close();
    collection.close();
    collectionKey.close();
  }
}
