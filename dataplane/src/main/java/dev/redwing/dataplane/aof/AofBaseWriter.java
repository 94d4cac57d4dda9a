package dev.redwing.dataplane.aof;

import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryVisitor;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.rdb.RdbSink;
import dev.redwing.dataplane.rdb.RdbWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes a snapshot as commands: the base of an AOF when {@code aof-use-rdb-preamble} is off. Runs
 * on one background thread.
 */
final class AofBaseWriter implements EntryVisitor, AutoCloseable {
  private static final int STAGING_BYTES = 256 * 1024;
  private static final int MAX_HEADER_BYTES = 64;
  private static final int KEYS_PER_REPORT = 16 * 1024;

  private final RdbSink sink;
  private final RdbWriter.Progress progress;
  private final NativeBuffer staging = new NativeBuffer(STAGING_BYTES);
  private int position;
  private long keys;
  private long size;

  AofBaseWriter(RdbSink sink, RdbWriter.Progress progress) {
    this.sink = sink;
    this.progress = progress;
  }

  /** Writes everything; returns the size in bytes. */
  long write(KeyspaceSnapshot snapshot) throws IOException {
    for (int database = 0; database < snapshot.databaseCount(); database++) {
      if (snapshot.size(database) > 0) {
        text("*2\r\n$6\r\nSELECT\r\n");
        word(Integer.toString(database));
        try {
          snapshot.forEach(database, this);
        } catch (UncheckedIOException e) {
          throw e.getCause();
        }
      }
    }
    flush();
    progress.keysWritten(keys);
    return size;
  }

  @Override
  public void visit(long address) {
    try {
      text("*3\r\n$3\r\nSET\r\n");
      word(Entry.keyAddress(address), Entry.keyLength(address));
      if (Entry.isInt(address)) {
        word(Long.toString(Entry.intValue(address)));
      } else {
        word(Entry.valueAddress(address), Entry.valueLength(address));
      }
      if (Entry.hasExpiry(address)) {
        text("*3\r\n$9\r\nPEXPIREAT\r\n");
        word(Entry.keyAddress(address), Entry.keyLength(address));
        word(Long.toString(Entry.expireAtMillis(address)));
      }
      keys++;
      if (keys % KEYS_PER_REPORT == 0) {
        progress.keysWritten(keys);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void word(String text) throws IOException {
    text("$" + text.length() + "\r\n" + text + "\r\n");
  }

  private void word(long address, int length) throws IOException {
    text("$" + length + "\r\n");
    int done = 0;
    while (done < length) {
      if (position == STAGING_BYTES) {
        flush();
      }
      int piece = Math.min(length - done, STAGING_BYTES - position);
      NativeMemory.copy(address + done, staging.address() + position, piece);
      position += piece;
      done += piece;
    }
    text("\r\n");
  }

  private void text(String text) throws IOException {
    if (STAGING_BYTES - position < MAX_HEADER_BYTES) {
      flush();
    }
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    NativeMemory.copyIn(bytes, 0, staging.address() + position, bytes.length);
    position += bytes.length;
  }

  private void flush() throws IOException {
    if (position > 0) {
      int length = position;
      position = 0;
      size += length;
      sink.write(staging.view(0, length));
    }
  }

  @Override
  public void close() {
    staging.close();
  }
}
