package dev.redwing.playground.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts the processes of one playground, and writes down which: should the playground itself be
 * killed without a chance to clean up, the next one ends what it left ({@link #sweep}).
 */
public final class Processes {
  static final String DIRECTORY_PREFIX = "redwing-playground-";
  private static final String OWNER = "owner";
  private static final String STARTED = "processes";

  private final Path directory;

  private Processes(Path directory) {
    this.directory = directory;
  }

  /** A directory for this playground, marked as its own. */
  public static Processes inNewDirectory() throws IOException {
    Path directory = Files.createTempDirectory(DIRECTORY_PREFIX);
    Files.writeString(directory.resolve(OWNER), line(ProcessHandle.current()));
    return new Processes(directory);
  }

  public Path directory() {
    return directory;
  }

  public Process start(List<String> words, Map<String, String> environment, File log, Path workIn)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.directory(workIn.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    Process process = builder.start();
    Files.writeString(
        directory.resolve(STARTED),
        line(process.toHandle()) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    return process;
  }

  /** Ends the processes and removes the directories of playgrounds that were killed. */
  public static void sweep() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> entries = Files.list(temporary)) {
      for (Path entry : entries.toList()) {
        boolean isPlayground = entry.getFileName().toString().startsWith(DIRECTORY_PREFIX);
        Path owner = entry.resolve(OWNER);
        if (!isPlayground
            || !Files.isReadable(owner)
            || Files.size(owner) == 0 // it is being started
            || find(Files.readString(owner)).isPresent()) {
          continue;
        }
        Path started = entry.resolve(STARTED);
        if (Files.exists(started)) {
          Files.readAllLines(started)
              .forEach(line -> find(line).ifPresent(ProcessHandle::destroyForcibly));
        }
        Directories.delete(entry);
      }
    }
  }

  /** Process numbers are used again: the time of its start tells a process from a later one. */
  private static String line(ProcessHandle process) {
    long startedAt = process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    return process.pid() + " " + startedAt;
  }

  private static Optional<ProcessHandle> find(String line) {
    int space = line.indexOf(' ');
    return ProcessHandle.of(Long.parseLong(line.substring(0, space)))
        .filter(ProcessHandle::isAlive)
        .filter(process -> line(process).equals(line.strip()));
  }
}
