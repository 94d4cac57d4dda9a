package dev.redwing.dataplane.rdb;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a loader's bytes come from. */
@FunctionalInterface
public interface RdbSource {
  /** How {@link #read} says that there is nothing now but may be later. */
  int NOTHING_NOW = 0;

  /** How {@link #read} says that nothing will come any more. */
  int END = -1;

  /** Reads some bytes and returns how many, {@link #NOTHING_NOW} or {@link #END}. */
  int read(ByteBuffer destination) throws IOException;
}
