package dev.redwing.dataplane.env;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Files of a disk that fails on demand: it can be full, refuse to be forced, or lose power before a
 * given step, after which nothing happens any more.
 */
public final class FaultyFiles implements FileStore {
  /** Thrown at the step at which the machine stops, and at every step after it. */
  public static final class PowerLost extends IOException {
    private static final long serialVersionUID = 1;

    PowerLost() {
      super("power lost");
    }
  }

  private final FileStore disk = new DiskFiles();
  private long freeBytes = Long.MAX_VALUE;
  private volatile boolean syncFails;
  private Runnable beforeSync = () -> {};
  private long steps;
  private long stopAtStep = Long.MAX_VALUE;

  /** Writes fail after this many more bytes; a write that does not fit is done in part. */
  public synchronized void setFreeBytes(long freeBytes) {
    this.freeBytes = freeBytes;
  }

  public void setSyncFails(boolean syncFails) {
    this.syncFails = syncFails;
  }

  /** Runs {@code action} once, before a file is next forced to the disk, on the same thread. */
  public void beforeNextSync(Runnable action) {
    beforeSync = action;
  }

  /** How many changing steps were made. */
  public synchronized long steps() {
    return steps;
  }

  /** The step with this number, counted from 0, is not made, nor any after it. */
  public synchronized void stopAtStep(long step) {
    stopAtStep = step;
  }

  private synchronized void step() throws IOException {
    if (steps >= stopAtStep) {
      throw new PowerLost();
    }
    steps++;
  }

  private synchronized int take(int bytes) {
    int fits = (int) Math.min(bytes, freeBytes);
    freeBytes -= fits;
    return fits;
  }

  private synchronized void give(long bytes) {
    freeBytes = Math.min(Long.MAX_VALUE - bytes, freeBytes) + bytes;
  }

  @Override
  public WritableFile create(Path file) throws IOException {
    step();
    return new Writable(disk.create(file));
  }

  @Override
  public WritableFile append(Path file) throws IOException {
    step();
    return new Writable(disk.append(file));
  }

  @Override
  public ReadableFile open(Path file) throws IOException {
    return disk.open(file);
  }

  @Override
  public boolean exists(Path file) {
    return disk.exists(file);
  }

  @Override
  public boolean isDirectory(Path file) {
    return disk.isDirectory(file);
  }

  @Override
  public long size(Path file) throws IOException {
    return disk.size(file);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step();
    disk.rename(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    step();
    disk.delete(file);
  }

  @Override
  public void truncate(Path file, long size) throws IOException {
    step();
    disk.truncate(file, size);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    step();
    disk.createDirectory(directory);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    step();
    if (syncFails) {
      throw new IOException("Input/output error");
    }
    disk.syncDirectory(directory);
  }

  private final class Writable implements WritableFile {
    private final WritableFile file;

    private Writable(WritableFile file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      step();
      int fits = take(bytes.remaining());
      if (fits == bytes.remaining()) {
        file.write(bytes);
        return;
      }
      file.write(bytes.slice(bytes.position(), fits));
      bytes.position(bytes.position() + fits);
      throw new IOException("No space left on device");
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      step();
      give(file.size() - size);
      file.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      Runnable action = beforeSync;
      beforeSync = () -> {};
      action.run();
      step();
      if (syncFails) {
        throw new IOException("Input/output error");
      }
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
