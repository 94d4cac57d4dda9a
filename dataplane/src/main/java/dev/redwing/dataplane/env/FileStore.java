package dev.redwing.dataplane.env;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The server's files. Everything that is kept on disk goes through here, so that tests can fill the
 * disk, fail an fsync, or stop the world between two steps.
 *
 * <p>The one recipe for replacing a file: create beside, write, {@link WritableFile#sync}, {@link
 * #rename}, {@link #syncDirectory}. A name that was made or renamed is safe only after its
 * directory is synced.
 */
public interface FileStore {
  /** Opens an empty file for writing; what was there is gone. */
  WritableFile create(Path file) throws IOException;

  /** Opens a file for writing at its end; makes it when it is not there. */
  WritableFile append(Path file) throws IOException;

  ReadableFile open(Path file) throws IOException;

  boolean exists(Path file);

  boolean isDirectory(Path file);

  /** Size in bytes. */
  long size(Path file) throws IOException;

  /** Replaces {@code to} atomically. */
  void rename(Path from, Path to) throws IOException;

  /** Removes the file; nothing happens when it is not there. */
  void delete(Path file) throws IOException;

  void truncate(Path file, long size) throws IOException;

  /** Makes the directory; nothing happens when it is there. */
  void createDirectory(Path directory) throws IOException;

  /** Names in the directory, sorted. */
  List<String> list(Path directory) throws IOException;

  /** Makes names that were added to, removed from or renamed in the directory durable. */
  void syncDirectory(Path directory) throws IOException;

  /** A file open for writing. Used by one thread at a time, except {@link #sync}. */
  interface WritableFile extends Closeable {
    /** Writes all that remains in {@code bytes}; after a failure its position says how much. */
    void write(ByteBuffer bytes) throws IOException;

    /** The file's size in bytes, which is where the next byte goes. */
    long size() throws IOException;

    /** Cuts the file to {@code size} bytes. */
    void truncate(long size) throws IOException;

    /** Returns when the file's bytes are on the disk. May run beside {@link #write}. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** A file open for reading from its beginning. */
  interface ReadableFile extends Closeable {
    /** Reads some bytes; -1 at the end of the file. */
    int read(ByteBuffer destination) throws IOException;

    /** The file's size in bytes. */
    long size() throws IOException;

    /** Moves to {@code offset} bytes from the beginning. */
    void seek(long offset) throws IOException;

    @Override
    void close() throws IOException;
  }
}
