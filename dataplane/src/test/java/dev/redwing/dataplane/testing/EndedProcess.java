package dev.redwing.dataplane.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** What a process that has ended left behind. */
public record EndedProcess(int exitCode, String output) {
  /** Runs {@code command} and waits for its end. */
  public static EndedProcess of(String... command) {
    try {
      return ServerSubprocess.run(List.of(command));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
