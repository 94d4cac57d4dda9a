package dev.redwing.dataplane.rdb;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where an {@code RdbWriter}'s bytes go: a file, an AOF base, the sockets of replicas. */
@FunctionalInterface
public interface RdbSink {
  /** Takes all that remains in {@code bytes}, which is reused when this returns. */
  void write(ByteBuffer bytes) throws IOException;
}
