package dev.redwing.dataplane.config;

import java.io.IOException;
import java.util.List;

/** The files that configuration needs, so that this package opens none itself. */
public interface ConfigStore {
  /** The file's bytes, one a character. The exception's message is the system's reason. */
  String read(String path) throws IOException;

  boolean exists(String path);

  /** Existing files that match a pattern with {@code * ? [}, sorted. */
  List<String> matching(String pattern);

  /** Replaces the file as a whole: written beside it, forced to the disk, renamed over it. */
  void replace(String path, String content) throws IOException;

  /**
   * The absolute path of an existing directory, resolved against {@code base}. The message of the
   * exception is the system's reason ("No such file or directory").
   */
  String directory(String base, String path) throws IOException;

  /** The directory the process was started in, absolute. */
  String workingDirectory();

  /** Without any file: every directory exists, nothing else does. */
  static ConfigStore none() {
    return new ConfigStore() {
      @Override
      public String read(String path) throws IOException {
        throw new IOException("No such file or directory");
      }

      @Override
      public boolean exists(String path) {
        return false;
      }

      @Override
      public List<String> matching(String pattern) {
        return List.of();
      }

      @Override
      public void replace(String path, String content) throws IOException {
        throw new IOException("Read-only file system");
      }

      @Override
      public String directory(String base, String path) {
        return path.startsWith("/") ? path : base + "/" + path;
      }

      @Override
      public String workingDirectory() {
        return "/";
      }
    };
  }
}
