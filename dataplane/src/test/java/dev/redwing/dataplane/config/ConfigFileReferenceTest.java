package dev.redwing.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.env.DiskFiles;
import dev.redwing.dataplane.server.ConfigFilesOnDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad files and command lines: the same complaint as redis-server's. */
class ConfigFileReferenceTest {
  private static final Path REFERENCE = Path.of("/usr/bin/redis-server");

  /** Ends a file that would be fine, so that the reference does not start to serve. */
  private static final String END = "port end-of-test\n";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @BeforeEach
  void files() throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(REFERENCE), "redis-server is not installed");
    Files.createDirectories(directory.resolve("inc"));
    Files.writeString(directory.resolve("inc/a.conf"), "timeout 5\n");
    Files.writeString(directory.resolve("inc/b.conf"), "hz 20\nfoo bar\n");
    Files.writeString(directory.resolve("inc/c-no-newline.conf"), "hz 20");
  }

  @Test
  void filesAreRefusedWithTheSameReport() throws Exception {
    List<String> texts =
        List.of(
            "foo bar\n",
            "port abc\n",
            "# c\n\nport 1 2\n",
            "port \"abc\n",
            "port\n",
            "save 1\n",
            "include inc/b.conf\n",
            "hz 10\ninclude inc/?.conf\n",
            "include a b\n",
            "include nofile*\n" + END,
            "include \"inc/c*\"\nfoo\n",
            "rename-command foo bar\n",
            "rename-command get set\n",
            "rename-command get\n",
            "rename-command get x\nrename-command set get\nrename-command x y\n" + END,
            "rename-command get \"\"\nrename-command get x\n",
            "sentinel x\n",
            "list-max-ziplist-entries 5\n" + END,
            "list-max-ziplist-entries 5 6\n",
            "lua-replicate-commands yes\n" + END,
            "replicaof a\n",
            "replicaof a 99999\n",
            "replicaof a x\n",
            "replicaof no one\n" + END,
            "slaveof 1.2.3.4 0\n" + END,
            "dir /nonexistent\n",
            "dir inc\ninclude b.conf\n",
            "appendfilename a/b\n",
            "appendfilename \"\"\n",
            "appenddirname a/b\n",
            "notify-keyspace-events\n",
            "notify-keyspace-events A K\n",
            "oom-score-adj-values 1 2\n",
            "databases 0\n",
            "client-output-buffer-limit normal 1\n",
            "unixsocketperm 999\n",
            "unixsocketperm 1777\n",
            "save \"\" 1\n",
            "save \"900 1 300\"\n",
            "save \"900 1 300 10\"\n" + END,
            "shutdown-on-sigterm\n",
            "shutdown-on-sigint save nosave\n",
            "dbfilename\n",
            "supervised foo\n",
            "latency-tracking-info-percentiles 1 x\n",
            "dir\n",
            "enable-debug-command foo\n",
            "  port   0 comment\n",
            "PORT x\n",
            "hz 2\r\nport x\r\n",
            "bind 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7\n",
            "port \"a\\x41\"b\n",
            "maxmemory 1tb\n",
            "user foo bad-rule\n",
            "repl-timeout 0\n",
            "\u00e4\u00f6 1\n",
            "maxmemory-clients 101%\n");
    Map<String, String> differences = new LinkedHashMap<>();
    for (String text : texts) {
      Files.writeString(directory.resolve("t.conf"), text);
      compare(List.of("t.conf"), "", differences);
    }
    // Redis checks the rules first; here there are no users to check them for.
    differences.remove("[t.conf] user foo bad-rule\n");
    assertThat(differences.entrySet()).isEmpty();
  }

  @Test
  void commandLinesAreRefusedWithTheSameReport() throws Exception {
    Files.writeString(directory.resolve("good.conf"), "hz 10\n");
    Map<String, String> differences = new LinkedHashMap<>();
    List<List<String>> commandLines =
        List.of(
            List.of("--foo", "bar"),
            List.of("--port", "abc"),
            List.of("good.conf", "--hz", "20", "--port", "abc"),
            List.of("inc/c-no-newline.conf", "--port", "abc"),
            List.of("--port"),
            List.of("--save", "--port", "x"),
            List.of("--save", "", "--port", "x"),
            List.of("--save", "1 2", "--port", "x"),
            List.of("--save", "900", "1", "300", "--hz", "x"),
            List.of("--SAVE", "--hz", "x"),
            List.of("--port 1 2"),
            List.of("--logfile", "a\"b", "--hz", "x"),
            List.of("--replicaof", "a", "1", "--hz", "x"),
            List.of("--slowlog-log-slower-than", "-1", "--hz", "x"),
            List.of("--masterauth", "--foo", "--hz", "x"),
            List.of("--port", "0", "hz", "x"),
            List.of("--include", "inc/b.conf"),
            List.of("--bind", "a b", "--hz", "x"),
            List.of("--unixsocket", "", "--hz", "x"));
    for (List<String> commandLine : commandLines) {
      compare(commandLine, "", differences);
    }
    compare(List.of("-"), "port xyz\n", differences);
    compare(List.of("good.conf", "-"), "hz 11\nport x\n", differences);
    compare(List.of("good.conf", "--port", "x", "-"), "hz 11\n", differences);
    assertThat(differences.entrySet()).isEmpty();
  }

  private void compare(List<String> arguments, String input, Map<String, String> differences)
      throws Exception {
    String theirs = reference(arguments, input);
    String ours = ours(arguments, input).replace(RedisVersion.TEXT, "7.0.15");
    if (!ours.equals(theirs)) {
      String file = Files.exists(directory.resolve("t.conf")) ? readTest() : input;
      differences.put(arguments + " " + file, ours + "\n--- reference:\n" + theirs);
    }
  }

  private String readTest() throws IOException {
    return Files.readString(directory.resolve("t.conf"));
  }

  private String reference(List<String> arguments, String input) throws Exception {
    List<String> command = new ArrayList<>(List.of(REFERENCE.toString()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It has complained and gone before it read its input.
    }
    try {
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("%s ends", arguments).isTrue();
      return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      process.destroy();
    }
  }

  private String ours(List<String> arguments, String input) {
    try {
      ConfigLoader.load(
          CommandLine.of(arguments.toArray(new String[0])),
          new ConfigFilesOnDisk(new DiskFiles(), directory),
          () -> input,
          Set.of("get", "set")::contains);
      return "";
    } catch (ConfigFileException e) {
      return e.report();
    }
  }
}
