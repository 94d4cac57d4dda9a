package dev.redwing.dataplane.server;

import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.env.FileStore.ReadableFile;
import dev.redwing.dataplane.persistence.FileReceiver;
import dev.redwing.dataplane.persistence.SnapshotChunk;
import dev.redwing.dataplane.persistence.SnapshotService;
import dev.redwing.dataplane.persistence.StreamReceiver;
import dev.redwing.dataplane.rdb.ReplicationPosition;
import dev.redwing.dataplane.replication.feed.FullSyncSource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where replication gets its snapshots from: persistence makes them. */
final class ReplicaSnapshots implements FullSyncSource {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicaSnapshots.class);

  private final SnapshotService service;
  private final FileStore files;

  ReplicaSnapshots(SnapshotService service, FileStore files) {
    this.service = service;
    this.files = files;
  }

  @Override
  public boolean isBusy() {
    return service.isBusy();
  }

  /** The position is the one that persistence asks for itself, in the same turn. */
  @Override
  public boolean startFile(ReplicationPosition position, FileListener listener) {
    return service.startFile(
        new FileReceiver() {
          @Override
          public void fileSaved(Path file, long sizeBytes) {
            listener.done(() -> open(file));
          }

          @Override
          public void saveFailed(String reason) {
            listener.done(null);
          }
        });
  }

  private @Nullable ReadableFile open(Path file) {
    try {
      return files.open(file);
    } catch (IOException e) {
      LOG.atError().log("Can't open the snapshot for a replica: {}", e.getMessage());
      return null;
    }
  }

  @Override
  public boolean startStream(ReplicationPosition position, StreamListener listener) {
    return service.startStream(
        new StreamReceiver() {
          @Override
          public void chunk(SnapshotChunk chunk) {
            ByteBuf copy = Unpooled.directBuffer(chunk.length());
            copy.writeBytes(chunk.bytes());
            listener.chunk(copy, chunk::release);
          }

          @Override
          public void completed() {
            listener.done(true);
          }

          @Override
          public void failed(String reason) {
            listener.done(false);
          }
        });
  }
}
