package dev.redwing.dataplane.persistence;

import dev.redwing.dataplane.aof.AofLoader;
import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.rdb.RdbLoader;
import java.io.IOException;

/** A dataset on its way from the disk into memory, in slices. */
sealed interface DatasetLoading extends AutoCloseable {
  /** Loads until the deadline; whether all is loaded. */
  boolean doWork(long deadlineNanos) throws IOException;

  long totalBytes();

  long loadedBytes();

  @Override
  void close() throws IOException;

  /** One RDB file. */
  record FromRdb(FileStore.ReadableFile file, RdbLoader loader, long totalBytes)
      implements DatasetLoading {
    @Override
    public boolean doWork(long deadlineNanos) throws IOException {
      return loader.doWork(deadlineNanos) == RdbLoader.Status.DONE;
    }

    @Override
    public long loadedBytes() {
      return loader.loadedBytes();
    }

    @Override
    public void close() throws IOException {
      loader.close();
      file.close();
    }
  }

  /** The files of an AOF. */
  record FromAof(AofLoader loader) implements DatasetLoading {
    @Override
    public boolean doWork(long deadlineNanos) throws IOException {
      return loader.doWork(deadlineNanos);
    }

    @Override
    public long totalBytes() {
      return loader.totalBytes();
    }

    @Override
    public long loadedBytes() {
      return loader.loadedBytes();
    }

    @Override
    public void close() throws IOException {
      loader.close();
    }
  }
}
