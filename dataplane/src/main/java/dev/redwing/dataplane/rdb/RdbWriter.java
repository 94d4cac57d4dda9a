package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes a snapshot as an RDB file of version {@value RdbFormat#WRITTEN_VERSION}. Runs on one
 * background thread and touches nothing but the frozen snapshot and its own buffers; no garbage per
 * key.
 */
public final class RdbWriter implements AutoCloseable {
  private static final int KEYS_PER_REPORT = 16 * 1024;
  private static final int CLOCK_MASK = (1 << 24) - 1;
  private static final int LFU_COUNTER_MASK = 0xff;

  /** Hears how far the writer is, every now and then. */
  @FunctionalInterface
  public interface Progress {
    /** Throws to end the writing. */
    void keysWritten(long keys) throws IOException;
  }

  /**
   * How to write.
   *
   * @param access what to say about each key's last use
   * @param nowSeconds the time idle times are counted from, seconds since 1970
   */
  public record Options(boolean compress, boolean checksum, AccessInfo access, long nowSeconds) {}

  private final RdbOutput output;
  private final Options options;
  private final Progress progress;
  private long keys;

  public RdbWriter(RdbSink sink, Options options, Progress progress) {
    this.output = new RdbOutput(sink, options.compress(), options.checksum());
    this.options = options;
    this.progress = progress;
  }

  /** Writes the whole file; returns its size in bytes. */
  public long write(KeyspaceSnapshot snapshot, RdbAux aux) throws IOException {
    output.putAscii(RdbFormat.MAGIC);
    output.putAscii(String.format("%04d", RdbFormat.WRITTEN_VERSION));
    writeAux(aux);
    try (RdbValueWriter values = new RdbValueWriter(snapshot.arena())) {
      for (int database = 0; database < snapshot.databaseCount(); database++) {
        writeDatabase(snapshot, database, values);
      }
    }
    output.putByte(RdbFormat.OPCODE_EOF);
    output.putChecksum();
    output.flush();
    progress.keysWritten(keys);
    return output.size();
  }

  private void writeAux(RdbAux aux) throws IOException {
    writeAux("redis-ver", aux.serverVersion());
    writeAux("redis-bits", "64");
    writeAux("ctime", Long.toString(aux.createdAtSeconds()));
    writeAux("used-mem", Long.toString(aux.usedMemoryBytes()));
    ReplicationPosition position = aux.position();
    if (position != null) {
      writeAux("repl-stream-db", Integer.toString(position.streamDatabase()));
      writeAux("repl-id", position.replicationId());
      writeAux("repl-offset", Long.toString(position.offset()));
    }
    writeAux("aof-base", aux.aofBase() ? "1" : "0");
  }

  private void writeAux(String key, String value) throws IOException {
    output.putByte(RdbFormat.OPCODE_AUX);
    output.putAsciiString(key);
    output.putAsciiString(value);
  }

  private void writeDatabase(KeyspaceSnapshot snapshot, int database, RdbValueWriter values)
      throws IOException {
    if (snapshot.size(database) == 0) {
      return;
    }
    output.putByte(RdbFormat.OPCODE_SELECTDB);
    output.putLength(database);
    output.putByte(RdbFormat.OPCODE_RESIZEDB);
    output.putLength(snapshot.size(database));
    output.putLength(snapshot.expiresSize(database));
    try {
      snapshot.forEach(database, entry -> visit(entry, values));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void visit(long address, RdbValueWriter values) {
    try {
      writeEntry(address, values);
      keys++;
      if (keys % KEYS_PER_REPORT == 0) {
        progress.keysWritten(keys);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeEntry(long address, RdbValueWriter values) throws IOException {
    if (Entry.hasExpiry(address)) {
      output.putByte(RdbFormat.OPCODE_EXPIRETIME_MS);
      output.putLittleEndianLong(Entry.expireAtMillis(address));
    }
    switch (options.access()) {
      case NONE -> {}
      case IDLE_SECONDS -> {
        output.putByte(RdbFormat.OPCODE_IDLE);
        output.putLength((options.nowSeconds() - Entry.accessClock(address)) & CLOCK_MASK);
      }
      case FREQUENCY -> {
        output.putByte(RdbFormat.OPCODE_FREQ);
        output.putByte(Entry.accessClock(address) & LFU_COUNTER_MASK);
      }
    }
    output.putByte(RdbValueWriter.rdbType(address));
    output.putString(Entry.keyAddress(address), Entry.keyLength(address));
    values.put(output, address);
  }

  @Override
  public void close() {
    output.close();
  }
}
