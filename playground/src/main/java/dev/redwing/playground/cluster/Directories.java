package dev.redwing.playground.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Removing directories with all that is in them. */
public final class Directories {
  private static final int ATTEMPTS = 3;

  private Directories() {}

  /** Starts over when something appears in it meanwhile, as a dying process may still write. */
  public static void delete(Path root) throws IOException {
    for (int attempt = 1; Files.exists(root); attempt++) {
      try (Stream<Path> tree = Files.walk(root)) {
        List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        for (Path path : deepestFirst) {
          Files.deleteIfExists(path);
        }
      } catch (NoSuchFileException | java.nio.file.DirectoryNotEmptyException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      } catch (java.io.UncheckedIOException e) {
        if (attempt == ATTEMPTS) {
          throw e.getCause();
        }
      }
    }
  }
}
