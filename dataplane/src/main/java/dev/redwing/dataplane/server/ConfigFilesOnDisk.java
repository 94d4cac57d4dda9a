package dev.redwing.dataplane.server;

import dev.redwing.dataplane.config.ConfigStore;
import dev.redwing.dataplane.env.FileStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;

/** Configuration's files, in the server's {@link FileStore}. Paths are one byte a character. */
public final class ConfigFilesOnDisk implements ConfigStore {
  private static final int MAX_FILE_BYTES = 64 << 20;

  private final FileStore files;
  private final Path workingDirectory;

  public ConfigFilesOnDisk(FileStore files, Path workingDirectory) {
    this.files = files;
    this.workingDirectory = workingDirectory.toAbsolutePath().normalize();
  }

  @Override
  public String read(String path) throws IOException {
    try (FileStore.ReadableFile file = files.open(toPath(path))) {
      if (file.size() > MAX_FILE_BYTES) {
        throw new IOException("File too large");
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
      while (bytes.hasRemaining() && file.read(bytes) >= 0) {
        // Until it is full, or the file has become shorter.
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw withSystemReason(e);
    }
  }

  @Override
  public boolean exists(String path) {
    return files.exists(toPath(path));
  }

  @Override
  public List<String> matching(String pattern) {
    List<Path> found = List.of(Path.of("/"));
    for (Path component : toPath(pattern)) {
      found = matching(found, component.toString());
    }
    List<String> paths = new ArrayList<>();
    for (Path path : found) {
      paths.add(fromPath(path));
    }
    return paths;
  }

  private List<Path> matching(List<Path> directories, String component) {
    boolean plain = component.chars().noneMatch(c -> c == '*' || c == '?' || c == '[');
    // Braces mean something to Java's patterns but not to a shell's.
    String escaped = component.replace("{", "\\{").replace("}", "\\}");
    PathMatcher matcher =
        FileSystems.getDefault().getPathMatcher("glob:" + (plain ? "*" : escaped));
    List<Path> found = new ArrayList<>();
    for (Path directory : directories) {
      if (plain) {
        if (files.exists(directory.resolve(component))) {
          found.add(directory.resolve(component));
        }
        continue;
      }
      for (String name : namesIn(directory)) {
        boolean hidden = name.startsWith(".") && !component.startsWith(".");
        if (!hidden && matcher.matches(Path.of(name))) {
          found.add(directory.resolve(name));
        }
      }
    }
    return found;
  }

  private List<String> namesIn(Path directory) {
    try {
      return files.isDirectory(directory) ? files.list(directory) : List.of();
    } catch (IOException e) {
      return List.of(); // As a shell: what cannot be read matches nothing.
    }
  }

  @Override
  public void replace(String path, String content) throws IOException {
    Path file = toPath(path);
    Path directory = file.resolveSibling(".").normalize();
    Path beside = file.resolveSibling(file.getFileName() + ".rewrite-" + System.nanoTime());
    try {
      try (FileStore.WritableFile out = files.create(beside)) {
        out.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.ISO_8859_1)));
        out.sync();
      }
      files.rename(beside, file);
      files.syncDirectory(directory);
    } catch (IOException e) {
      try {
        files.delete(beside);
      } catch (IOException notEvenThat) {
        e.addSuppressed(notEvenThat);
      }
      throw withSystemReason(e);
    }
  }

  @Override
  public String directory(String base, String path) throws IOException {
    Path directory = toPath(base).resolve(toPath(path)).normalize();
    if (!files.exists(directory)) {
      throw new IOException("No such file or directory");
    }
    if (!files.isDirectory(directory)) {
      throw new IOException("Not a directory");
    }
    return fromPath(directory);
  }

  @Override
  public String workingDirectory() {
    return fromPath(workingDirectory);
  }

  private static Path toPath(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
    return Path.of(new String(bytes, StandardCharsets.UTF_8));
  }

  private static String fromPath(Path path) {
    byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Java's message is often only the path; Redis shows the system's reason. */
  private static IOException withSystemReason(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> new IOException("No such file or directory", missing);
      case AccessDeniedException denied -> new IOException("Permission denied", denied);
      default -> e;
    };
  }
}
