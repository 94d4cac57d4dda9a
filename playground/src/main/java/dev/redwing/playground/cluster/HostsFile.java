package dev.redwing.playground.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * The cluster's DNS: a file that JVMs read instead of asking a server ({@code jdk.net.hosts.file}).
 * They read it anew at each look-up, so it is replaced as a whole.
 */
final class HostsFile {
  private final Path file;
  private List<String> written = List.of();

  HostsFile(Path file) throws IOException {
    this.file = file;
    write(new java.util.TreeMap<>());
  }

  Path path() {
    return file;
  }

  /** Each name with the addresses it has; a name of a pod or service in all its lengths. */
  void write(SortedMap<String, List<String>> addressesByName) {
    List<String> lines = new ArrayList<>();
    lines.add("127.0.0.1 localhost");
    addressesByName.forEach(
        (name, addresses) -> addresses.forEach(address -> lines.add(address + " " + name)));
    if (lines.equals(written)) {
      return;
    }
    try {
      Path next = file.resolveSibling(file.getFileName() + ".new");
      Files.write(next, lines);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    written = lines;
  }
}
