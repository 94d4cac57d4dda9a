package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.memory.Arena;
import java.io.IOException;
import java.io.UncheckedIOException;

/** How long values are in RDB. */
public final class RdbLength {
  private RdbLength() {}

  /** Bytes of the entry's value, its type not counted; all is encoded, nothing kept. */
  public static long of(Arena arena, long entry, boolean compress) {
    try (RdbValueWriter values = new RdbValueWriter(arena);
        RdbOutput output = new RdbOutput(bytes -> {}, compress, false)) {
      values.put(output, entry);
      return output.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
