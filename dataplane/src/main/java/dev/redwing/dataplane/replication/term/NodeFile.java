package dev.redwing.dataplane.replication.term;

import dev.redwing.dataplane.env.FileStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code node.conf} beside the data: a {@link NodeRecord} as lines of a name and a value. Replaced
 * as a whole, and on the disk before {@link #write} returns.
 */
final class NodeFile {
  static final String NAME = "node.conf";
  private static final String FORMAT = "1";
  private static final String STREAM_DATABASE = "stream-database";
  private static final int MAX_BYTES = 64 * 1024;

  private final FileStore files;
  private final Path directory;

  NodeFile(FileStore files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /** What was written last, or null before the first time. */
  @Nullable NodeRecord read() throws IOException {
    Path file = directory.resolve(NAME);
    if (!files.exists(file)) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
    try (FileStore.ReadableFile readable = files.open(file)) {
      while (bytes.hasRemaining() && readable.read(bytes) >= 0) {
        // Until the end of the file.
      }
    }
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    Map<String, String> values = new HashMap<>();
    for (String line : text.lines().toList()) {
      int blank = line.indexOf(' ');
      if (blank > 0 && !line.startsWith("#")) {
        values.put(line.substring(0, blank), line.substring(blank + 1));
      }
    }
    return parse(values, file);
  }

  private static NodeRecord parse(Map<String, String> values, Path file) throws IOException {
    try {
      if (!FORMAT.equals(values.get("format"))) {
        throw new IllegalArgumentException("its format is " + values.get("format"));
      }
      return new NodeRecord(
          value(values, "node-id"),
          Long.parseLong(value(values, "term")),
          NodeRole.valueOf(value(values, "role").toUpperCase(Locale.ROOT)),
          Long.parseLong(value(values, "data-term")),
          value(values, "source"),
          value(values, "replid"),
          Long.parseLong(value(values, "offset")),
          Integer.parseInt(values.getOrDefault(STREAM_DATABASE, "0")),
          // Without its database nobody can go on with a stream.
          value(values, "clean").equals("yes") && values.containsKey(STREAM_DATABASE));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file
              + " is damaged: "
              + e.getMessage()
              + ". It says which term this node's data belong to. If the data are to be kept"
              + " whatever it said, remove the file.",
          e);
    }
  }

  private static String value(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("it lacks " + name);
    }
    return value;
  }

  void write(NodeRecord node) throws IOException {
    String text =
        """
        # Written by the server; which order of the operator it obeys and what its data are.
        format %s
        node-id %s
        term %d
        role %s
        data-term %d
        source %s
        replid %s
        offset %d
        stream-database %d
        clean %s
        """
            .formatted(
                FORMAT,
                node.nodeId(),
                node.term(),
                node.role().wireName(),
                node.dataTerm(),
                node.source(),
                node.replicationId(),
                node.offset(),
                node.streamDatabase(),
                node.clean() ? "yes" : "no");
    Path file = directory.resolve(NAME);
    Path beside = directory.resolve(NAME + ".new");
    try (FileStore.WritableFile writable = files.create(beside)) {
      writable.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      writable.sync();
    }
    files.rename(beside, file);
    files.syncDirectory(directory);
  }
}
