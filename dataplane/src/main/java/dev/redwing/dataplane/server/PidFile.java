package dev.redwing.dataplane.server;

import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.ShutdownOption;
import dev.redwing.dataplane.env.FileStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that says which process this is, from the start to an orderly end. */
final class PidFile implements Shutdown.Task {
  private static final Logger LOG = LoggerFactory.getLogger(PidFile.class);

  private final FileStore files;
  private final @Nullable Path path;

  PidFile(FileStore files, Config config) {
    this.files = files;
    // As in Redis, which has gone to dir by then.
    this.path = config.pidfile().isEmpty() ? null : Path.of(config.dir()).resolve(config.pidfile());
  }

  /** Writes it; a server that cannot goes on without. */
  void write() {
    if (path == null) {
      return;
    }
    try (FileStore.WritableFile file = files.create(path)) {
      String text = ProcessHandle.current().pid() + "\n";
      file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      LOG.warn("Failed to write PID file: {}", e.getMessage());
    }
  }

  @Override
  public @Nullable String finish(Set<ShutdownOption> options) {
    if (path != null) {
      LOG.info("Removing the pid file.");
      try {
        files.delete(path);
      } catch (IOException e) {
        LOG.warn("The PID file stays: {}", e.getMessage());
      }
    }
    return null;
  }
}
