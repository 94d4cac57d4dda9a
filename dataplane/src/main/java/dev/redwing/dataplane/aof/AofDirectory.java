package dev.redwing.dataplane.aof;

import dev.redwing.dataplane.env.FileStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The AOF's directory and the manifest in force. Every step leaves a directory that loads: files
 * are made and forced to the disk before a manifest names them, and removed after one does not.
 */
public final class AofDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(AofDirectory.class);

  private final FileStore files;
  private final Path dataDirectory;
  private final Path directory;
  private final String prefix;
  private AofManifest manifest = AofManifest.EMPTY;

  /**
   * @param dataDirectory the server's {@code dir}, where an old single-file AOF would be
   * @param directoryName {@code appenddirname}
   * @param prefix {@code appendfilename}
   */
  public AofDirectory(FileStore files, Path dataDirectory, String directoryName, String prefix) {
    this.files = files;
    this.dataDirectory = dataDirectory;
    this.directory = dataDirectory.resolve(directoryName);
    this.prefix = prefix;
  }

  public AofManifest manifest() {
    return manifest;
  }

  /** Whether both mean the same files. */
  public boolean isSame(AofDirectory other) {
    return directory.equals(other.directory) && prefix.equals(other.prefix);
  }

  public Path path(AofFile file) {
    return directory.resolve(file.name());
  }

  FileStore files() {
    return files;
  }

  /** A file beside the AOF's own, for a base that is being written. */
  Path temporaryBase() {
    return dataDirectory.resolve("temp-rewriteaof-bg.aof");
  }

  /**
   * Reads the manifest, if there is one; takes over the single file of a server before Redis 7 if
   * there is one and nothing newer.
   */
  public void load() throws IOException {
    Path file = directory.resolve(manifestName());
    if (files.exists(file)) {
      try {
        manifest = AofManifest.parse(readText(file));
      } catch (AofException e) {
        throw e.inManifest(file);
      }
    }
    Path old = dataDirectory.resolve(prefix);
    if (files.exists(old) && !files.isDirectory(old) && (manifest.isEmpty() || isHalfUpgraded())) {
      upgrade(old);
    }
  }

  /** The manifest names the old file as its base, but it was not moved in yet. */
  private boolean isHalfUpgraded() {
    AofFile base = manifest.base();
    return base != null
        && manifest.increments().isEmpty()
        && base.name().equals(prefix)
        && !files.exists(path(base));
  }

  private void upgrade(Path old) throws IOException {
    files.createDirectory(directory);
    files.syncDirectory(dataDirectory);
    if (manifest.isEmpty()) {
      install(AofManifest.EMPTY.withBase(new AofFile(prefix, 1, AofFile.Kind.BASE)));
    }
    files.rename(old, directory.resolve(prefix));
    files.syncDirectory(directory);
    files.syncDirectory(dataDirectory);
    LOG.atInfo()
        .addKeyValue("file", prefix)
        .addKeyValue("directory", directory.getFileName())
        .log("The AOF of an older version was moved into the AOF directory as its base");
  }

  private String readText(Path file) throws IOException {
    try (FileStore.ReadableFile readable = files.open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(readable.size()));
      while (bytes.hasRemaining() && readable.read(bytes) >= 0) {
        // until all is there
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    }
  }

  /** Makes the directory, if it is not there. */
  void create() throws IOException {
    if (!files.isDirectory(directory)) {
      files.createDirectory(directory);
      files.syncDirectory(dataDirectory);
    }
  }

  /** Makes the names in the directory durable. */
  void sync() throws IOException {
    files.syncDirectory(directory);
  }

  /** Bytes of the base; 0 when there is none. */
  public long baseBytes() throws IOException {
    AofFile base = manifest.base();
    return base == null ? 0 : files.size(path(base));
  }

  /** Bytes of all files a load needs. */
  public long totalBytes() throws IOException {
    long total = 0;
    for (AofFile file : manifest.loadOrder()) {
      total += files.size(path(file));
    }
    return total;
  }

  /** Opens the last increment to go on with, or makes the first one. */
  public FileStore.WritableFile openLastIncrement() throws IOException {
    create();
    if (!manifest.increments().isEmpty()) {
      return files.append(path(manifest.increments().getLast()));
    }
    AofFile increment = nextIncrement();
    FileStore.WritableFile file = files.create(path(increment));
    try {
      file.sync();
      install(manifest.withIncrement(increment));
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  AofFile nextBase(boolean rdb) {
    return manifest.nextBase(prefix, rdb);
  }

  AofFile nextIncrement() {
    return manifest.nextIncrement(prefix);
  }

  /** Puts a manifest in force: from here on, also after a crash, it is what is loaded. */
  void install(AofManifest next) throws IOException {
    Path temporary = directory.resolve("temp-" + manifestName());
    try (FileStore.WritableFile file = files.create(temporary)) {
      file.write(ByteBuffer.wrap(next.format().getBytes(StandardCharsets.ISO_8859_1)));
      file.sync();
    }
    files.rename(temporary, directory.resolve(manifestName()));
    files.syncDirectory(directory);
    manifest = next;
  }

  /** Removes files that no load needs any more, then forgets them. */
  public void removeHistory() throws IOException {
    if (manifest.history().isEmpty()) {
      return;
    }
    for (AofFile file : manifest.history()) {
      LOG.atInfo().addKeyValue("file", file.name()).log("Removing a file the AOF needs no more");
      files.delete(path(file));
    }
    install(manifest.withoutHistory());
  }

  private String manifestName() {
    return prefix + ".manifest";
  }
}
