package dev.redwing.dataplane.replication.link;

import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.env.FileStore.WritableFile;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Takes a snapshot from the master's bytes and puts it into a file.
 *
 * <pre>
 *   \n \n ... $LENGTH\r\n     LENGTH bytes                         by disk
 *   \n \n ... $EOF:MARK\r\n   bytes until the 40 bytes of MARK     diskless
 * </pre>
 *
 * The master sends nothing behind the mark before it is acknowledged, so the mark is looked for
 * only at the end of what has arrived, as Redis does.
 */
final class SnapshotReceiver implements AutoCloseable {
  private static final int STAGING_BYTES = 64 * 1024;
  private static final int MAX_HEADER_BYTES = 1024;
  private static final int MARK_LENGTH = 40;
  private static final long UNKNOWN = -1;

  private final String replicationId;
  private final long offset;
  private final FileStore files;
  private final Path path;
  private final WritableFile file;
  private final NativeBuffer staging = new NativeBuffer(STAGING_BYTES);
  private final StringBuilder header = new StringBuilder();
  private final byte[] mark = new byte[MARK_LENGTH];
  private final byte[] lastBytes = new byte[MARK_LENGTH];
  private boolean headerRead;
  private boolean marked;
  private long totalBytes = UNKNOWN;
  private long readBytes;
  private boolean complete;
  private boolean closed;

  /** {@code replicationId} and {@code offset} are what the snapshot stands for. */
  SnapshotReceiver(String replicationId, long offset, FileStore files, Path path)
      throws IOException {
    this.replicationId = replicationId;
    this.offset = offset;
    this.files = files;
    this.path = path;
    this.file = files.create(path);
  }

  String replicationId() {
    return replicationId;
  }

  long offset() {
    return offset;
  }

  Path path() {
    return path;
  }

  /** The snapshot's size; 0 when only its end will tell, -1 before that is known. */
  long totalBytes() {
    return totalBytes;
  }

  long readBytes() {
    return readBytes;
  }

  /** Whether the whole snapshot is in the file. */
  boolean isComplete() {
    return complete;
  }

  /** Whether there is an acknowledgement to be sent before the stream begins. */
  boolean isMarked() {
    return marked;
  }

  /** Takes bytes of the snapshot; how many of them belong to it. */
  int take(long address, int length) throws IOException {
    int used = 0;
    while (used < length && !headerRead) {
      headerByte(NativeMemory.getByte(address + used));
      used++;
    }
    if (headerRead && !complete) {
      used += body(address + used, length - used);
    }
    return used;
  }

  private void headerByte(byte b) throws IOException {
    if (b != '\n') {
      header.append((char) (b & 0xff));
      if (header.length() > MAX_HEADER_BYTES) {
        throw new IOException("a line without end instead of a snapshot");
      }
      return;
    }
    String line = header.toString().stripTrailing();
    header.setLength(0);
    if (line.isEmpty()) {
      return;
    }
    if (line.startsWith("-")) {
      throw new IOException("MASTER aborted replication with an error: " + line.substring(1));
    }
    if (line.startsWith("$EOF:") && line.length() == 5 + MARK_LENGTH) {
      marked = true;
      totalBytes = 0;
      System.arraycopy(line.getBytes(StandardCharsets.ISO_8859_1), 5, mark, 0, MARK_LENGTH);
    } else {
      totalBytes = parseLength(line);
      complete = totalBytes == 0;
    }
    headerRead = true;
  }

  private static long parseLength(String line) throws IOException {
    try {
      if (line.startsWith("$")) {
        return Long.parseUnsignedLong(line, 1, line.length(), 10);
      }
    } catch (NumberFormatException e) {
      // Said below, with the line.
    }
    throw new IOException("Bad protocol from MASTER, the first byte is not '$': " + line);
  }

  private int body(long address, int length) throws IOException {
    int mine = marked ? length : (int) Math.min(length, totalBytes - readBytes);
    write(address, mine);
    readBytes += mine;
    if (marked) {
      rememberLast(address, mine);
      if (readBytes >= MARK_LENGTH && Arrays.equals(lastBytes, mark)) {
        file.truncate(readBytes - MARK_LENGTH);
        complete = true;
      }
    } else {
      complete = readBytes == totalBytes;
    }
    return mine;
  }

  private void write(long address, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int part = Math.min(STAGING_BYTES, length - done);
      NativeMemory.copy(address + done, staging.address(), part);
      file.write(staging.view(0, part));
      done += part;
    }
  }

  private void rememberLast(long address, int length) {
    if (length >= MARK_LENGTH) {
      NativeMemory.copyOut(address + length - MARK_LENGTH, lastBytes, 0, MARK_LENGTH);
    } else {
      System.arraycopy(lastBytes, length, lastBytes, 0, MARK_LENGTH - length);
      NativeMemory.copyOut(address, lastBytes, MARK_LENGTH - length, length);
    }
  }

  /** Makes the file safe on the disk; may run on another thread. */
  void sync() throws IOException {
    file.sync();
  }

  /** Ends it; the file stays for who loads it. */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      staging.close();
      file.close();
    }
  }

  /** Ends it and removes the file. */
  void discard() throws IOException {
    close();
    files.delete(path);
  }
}
