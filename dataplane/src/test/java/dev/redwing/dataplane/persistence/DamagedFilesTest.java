package dev.redwing.dataplane.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.testing.EndedProcess;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.ServerProcess;
import dev.redwing.dataplane.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files that are cut off or damaged, met by a process: it ends with exit code 1, says which file,
 * where and what to do, and leaves everything as it was; but for a torn end that it may repair.
 */
final class DamagedFilesTest {
  private static final String[] AOF = {"--appendonly", "yes", "--appendfsync", "always"};
  private static final String INCREMENT = "appendonlydir/appendonly.aof.1.incr.aof";
  private static final String BASE = "appendonlydir/appendonly.aof.1.base.rdb";
  private static final String MANIFEST = "appendonlydir/appendonly.aof.manifest";

  private static final Charset LATIN = StandardCharsets.ISO_8859_1;

  @TempDir private Path directory;

  /** Damage and what has to be said of it. */
  enum Damage {
    AOF_MIDDLE(INCREMENT, "appendonly.aof.1.incr.aof at offset|redis-check-aof --fix"),
    AOF_CUT(
        INCREMENT,
        "appendonly.aof.1.incr.aof: the last whole command ends at offset|redis-check-aof --fix"
            + "|'aof-load-truncated' configuration option to yes"),
    AOF_BASE_MISSING(BASE, "Unable to obtain the AOF file appendonly.aof.1.base.rdb|Restore it"),
    AOF_BASE_DAMAGED(BASE, "appendonly.aof.1.base.rdb|at offset|restore it from a backup"),
    MANIFEST_DAMAGED(MANIFEST, "FATAL AOF MANIFEST FILE ERROR|at line 2|appendonly.aof.manifest"),
    MANIFEST_EMPTY(MANIFEST, "FATAL AOF MANIFEST FILE ERROR|empty|appendonly.aof.manifest"),
    RDB_CHECKSUM("dump.rdb", "dump.rdb at offset|checksum|redis-check-rdb"),
    RDB_CUT("dump.rdb", "dump.rdb at offset|redis-check-rdb"),
    RDB_MIDDLE("dump.rdb", "dump.rdb at offset|redis-check-rdb"),
    RDB_VERSION("dump.rdb", "dump.rdb at offset 5|version"),
    RDB_FOREIGN("dump.rdb", "dump.rdb at offset|signature|redis-check-rdb");

    private final String file;

    /** Pieces of the message, between bars. */
    private final String said;

    Damage(String file, String said) {
      this.file = file;
      this.said = said;
    }

    boolean isAof() {
      return !file.equals("dump.rdb");
    }

    byte[] apply(byte[] bytes) {
      byte[] damaged = bytes.clone();
      switch (this) {
        case AOF_MIDDLE -> damaged[text(bytes).indexOf('*', bytes.length / 2)] = 0;
        case AOF_CUT, RDB_CUT -> damaged = Arrays.copyOf(bytes, bytes.length - 11);
        case AOF_BASE_MISSING, MANIFEST_EMPTY -> damaged = new byte[0];
        case AOF_BASE_DAMAGED, RDB_MIDDLE ->
            Arrays.fill(damaged, bytes.length - 20, bytes.length - 12, (byte) 0xff);
        case MANIFEST_DAMAGED ->
            damaged = text(bytes).replace("seq 1 type i", "seq x type i").getBytes(LATIN);
        case RDB_CHECKSUM -> damaged[bytes.length - 1] ^= 1;
        case RDB_VERSION ->
            damaged = text(bytes).replaceFirst("REDIS0...", "REDIS0099").getBytes(LATIN);
        case RDB_FOREIGN -> damaged = "PK\003\004 and so on, a zip".getBytes(LATIN);
      }
      return damaged;
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, LATIN);
  }

  @BeforeEach
  void makeFiles() {
    try (TestServer server = TestServer.start(directory, AOF);
        RespClient client = server.client()) {
      for (int i = 0; i < 20; i++) {
        client.text("SET", "key" + i, "value" + i);
      }
      assertThat(client.text("SAVE")).isEqualTo("OK");
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.INCLUDE,
      names = {"AOF_MIDDLE", "RDB_CHECKSUM"})
  void isRefused(Damage damage) throws Exception {
    refuses(damage);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"AOF_MIDDLE", "RDB_CHECKSUM"})
  void isRefusedToo(Damage damage) throws Exception {
    refuses(damage);
  }

  private void refuses(Damage damage) throws Exception {
    Path file = directory.resolve(damage.file);
    if (damage == Damage.AOF_BASE_MISSING) {
      Files.delete(file);
    } else {
      Files.write(file, damage.apply(Files.readAllBytes(file)));
    }
    Map<String, String> before = files();

    EndedProcess server =
        damage.isAof()
            ? ServerProcess.startInVain(
                directory, "--appendonly", "yes", "--aof-load-truncated", "no")
            : ServerProcess.startInVain(directory);

    assertThat(server.exitCode()).as(server.output()).isEqualTo(1);
    assertThat(server.output()).contains(damage.said.split("\\|")).doesNotContain("\tat ");
    assertThat(files()).as("left as they were").isEqualTo(before);
  }

  @Test
  void aTornEndIsCutAndTold() throws Exception {
    Path file = directory.resolve(INCREMENT);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 11));
    try (ServerProcess server = ServerProcess.start(directory, AOF);
        RespClient client = server.client()) {
      assertThat(client.text("DBSIZE")).isEqualTo("19");
      long offset = Files.size(file);
      assertThat(server.log())
          .contains(
              "Truncating the AOF appendonly.aof.1.incr.aof at offset "
                  + offset
                  + ": its last "
                  + (whole.length - 11 - offset)
                  + " bytes are no whole command")
          .contains("loaded anyway because aof-load-truncated is enabled");
    }
  }

  private Map<String, String> files() {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file.toString(), text(Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return contents;
  }
}
