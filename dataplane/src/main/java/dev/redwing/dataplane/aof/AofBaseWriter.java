package dev.redwing.dataplane.aof;

import dev.redwing.dataplane.bytes.DoubleText;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.rdb.RdbSink;
import dev.redwing.dataplane.rdb.RdbWriter;
import dev.redwing.dataplane.type.hash.HashWalk;
import dev.redwing.dataplane.type.list.ListWalk;
import dev.redwing.dataplane.type.set.SetWalk;
import dev.redwing.dataplane.type.zset.ZsetWalk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes a snapshot as commands: the base of an AOF when {@code aof-use-rdb-preamble} is off. Runs
 * on one background thread.
 */
final class AofBaseWriter implements AutoCloseable {
  private static final int STAGING_BYTES = 256 * 1024;
  private static final int MAX_HEADER_BYTES = 64;
  private static final int ELEMENTS_PER_COMMAND = 64;
  private static final int KEYS_PER_REPORT = 16 * 1024;

  private final RdbSink sink;
  private final RdbWriter.Progress progress;
  private final NativeBuffer staging = new NativeBuffer(STAGING_BYTES);
  private final DoubleText scoreText = new DoubleText();
  private int position;
  private long keys;
  private long size;

  // Of the collection that is being written: elements to come, in all and in the begun command.
  private long left;
  private int inCommand;

  private record SnapshotWalks(HashWalk hashes, SetWalk sets, ListWalk lists, ZsetWalk zsets) {}

  AofBaseWriter(RdbSink sink, RdbWriter.Progress progress) {
    this.sink = sink;
    this.progress = progress;
  }

  /** Writes everything; returns the size in bytes. */
  long write(KeyspaceSnapshot snapshot) throws IOException {
    try (HashWalk hashes = new HashWalk(snapshot.arena());
        SetWalk sets = new SetWalk(snapshot.arena());
        ListWalk lists = new ListWalk(snapshot.arena());
        ZsetWalk zsets = new ZsetWalk(snapshot.arena())) {
      SnapshotWalks walks = new SnapshotWalks(hashes, sets, lists, zsets);
      for (int database = 0; database < snapshot.databaseCount(); database++) {
        if (snapshot.size(database) > 0) {
          text("*2\r\n$6\r\nSELECT\r\n");
          word(Integer.toString(database));
          snapshot.forEach(database, entry -> visit(entry, walks));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    flush();
    progress.keysWritten(keys);
    return size;
  }

  private void visit(long address, SnapshotWalks walks) {
    try {
      switch (Entry.type(address)) {
        case ValueType.STRING -> string(address);
        case ValueType.LIST -> list(address, walks.lists());
        case ValueType.SET -> set(address, walks.sets());
        case ValueType.ZSET -> zset(address, walks.zsets());
        case ValueType.HASH -> hash(address, walks.hashes());
        default -> throw new IllegalStateException("a value of type " + Entry.type(address));
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

  private void string(long address) throws IOException {
    text("*3\r\n$3\r\nSET\r\n");
    word(Entry.keyAddress(address), Entry.keyLength(address));
    if (Entry.isInt(address)) {
      word(Long.toString(Entry.intValue(address)));
    } else {
      word(Entry.valueAddress(address), Entry.valueLength(address));
    }
  }

  private void list(long address, ListWalk walk) {
    long value = Entry.valueAddress(address);
    int encoding = Entry.encoding(address);
    left = ListWalk.size(encoding, value);
    inCommand = 0;
    walk.forEach(
        encoding,
        value,
        (element, length) -> {
          try {
            beginElement("RPUSH", address, 1);
            word(element, length);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void set(long address, SetWalk walk) {
    long value = Entry.valueAddress(address);
    int encoding = Entry.encoding(address);
    left = SetWalk.size(encoding, value);
    inCommand = 0;
    walk.forEach(
        encoding,
        value,
        (member, length) -> {
          try {
            beginElement("SADD", address, 1);
            word(member, length);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void zset(long address, ZsetWalk walk) {
    long value = Entry.valueAddress(address);
    int encoding = Entry.encoding(address);
    left = ZsetWalk.size(encoding, value);
    inCommand = 0;
    walk.forEach(
        encoding,
        value,
        (member, length, score) -> {
          try {
            beginElement("ZADD", address, 2);
            word(score);
            word(member, length);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void hash(long address, HashWalk walk) {
    long value = Entry.valueAddress(address);
    int encoding = Entry.encoding(address);
    left = HashWalk.size(encoding, value);
    inCommand = 0;
    walk.forEach(
        encoding,
        value,
        (field, fieldLength, content, contentLength) -> {
          try {
            beginElement("HSET", address, 2);
            word(field, fieldLength);
            word(content, contentLength);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Begins a command where one is full, for up to {@value #ELEMENTS_PER_COMMAND} elements. */
  private void beginElement(String command, long address, int words) throws IOException {
    if (inCommand == 0) {
      inCommand = (int) Math.min(left, ELEMENTS_PER_COMMAND);
      text("*" + (2 + inCommand * words) + "\r\n");
      word(command);
      word(Entry.keyAddress(address), Entry.keyLength(address));
    }
    inCommand--;
    left--;
  }

  private void word(String text) throws IOException {
    text("$" + text.length() + "\r\n" + text + "\r\n");
  }

  private void word(double score) throws IOException {
    text("$" + scoreText.ofShortest(score) + "\r\n");
    reserve();
    scoreText.copyTo(staging.address() + position);
    position += scoreText.length();
    text("\r\n");
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
    reserve();
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    NativeMemory.copyIn(bytes, 0, staging.address() + position, bytes.length);
    position += bytes.length;
  }

  private void reserve() throws IOException {
    if (STAGING_BYTES - position < MAX_HEADER_BYTES) {
      flush();
    }
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
