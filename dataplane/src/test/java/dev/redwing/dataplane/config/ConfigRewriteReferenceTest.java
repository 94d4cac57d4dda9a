package dev.redwing.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.env.DiskFiles;
import dev.redwing.dataplane.server.ConfigFilesOnDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CONFIG REWRITE beside redis-server's: the same file, except for the order of added lines. */
class ConfigRewriteReferenceTest {
  private static final String OLD =
      """
      # A comment stays.

      timeout 5
      slave-priority 7
      save 900 1
      # between
      save 300 10
      save 60 10000
      client-output-buffer-limit replica 1gb 1kb 1


      MAXMEMORY 100mb
      hash-max-ziplist-entries 5
      include inc.conf
      hz 10
      timeout 6
      masterauth "se\\x63ret"
      appendfsync always
      notify-keyspace-events KEA
      """;

  private static final List<List<String>> CHANGES =
      List.of(
          List.of("timeout", "0"),
          List.of("maxmemory", "3145728", "maxmemory-policy", "allkeys-lru"),
          List.of("save", "100 2"),
          List.of("appendfsync", "everysec"),
          List.of("masterauth", "new \"\u0001 secret"),
          List.of("client-output-buffer-limit", "pubsub 1000 1024 3"),
          List.of("notify-keyspace-events", ""),
          List.of("slowlog-log-slower-than", "-1"),
          List.of("maxmemory-clients", "5%"),
          List.of("latency-tracking-info-percentiles", "50 99.5"),
          List.of("shutdown-on-sigterm", "nosave now"),
          List.of("repl-backlog-size", "1000000"),
          List.of("hz", "20"));

  @Test
  void theFileIsTheReferences(@TempDir Path theirs, @TempDir Path ours) throws Exception {
    for (Path directory : List.of(theirs, ours)) {
      Files.writeString(directory.resolve("inc.conf"), "lfu-decay-time 3\n");
      Files.writeString(directory.resolve("t.conf"), OLD);
    }
    ConfigFilesOnDisk store = new ConfigFilesOnDisk(new DiskFiles(), ours);
    try (RedisReference reference = RedisReference.start(theirs, "t.conf")) {
      int port = Integer.parseInt(reference.ask("config", "get", "port").get(1));
      Config config =
          ConfigLoader.load(
              CommandLine.of(
                  new String[] {
                    "t.conf", "--port", Integer.toString(port), "--logfile", "redis.log"
                  }),
              store,
              () -> "",
              name -> true);
      compareRewritten(reference, config, theirs, ours);
      for (List<String> change : CHANGES) {
        List<String> words = new ArrayList<>(List.of("set"));
        words.addAll(change);
        assertThat(reference.ask("config", words.toArray(new String[0]))).containsExactly("OK");
        assertThat(ConfigSet.apply(config, change, new ConfigSet.Origin(true, false))).isNull();
      }
      compareRewritten(reference, config, theirs, ours);
    }
  }

  private static void compareRewritten(
      RedisReference reference, Config config, Path theirs, Path ours) throws IOException {
    assertThat(reference.ask("config", "rewrite")).containsExactly("OK");
    assertThat(ConfigRewrite.rewriteFile(config)).isNull();
    List<String> theirLines = lines(theirs);
    List<String> ourLines = lines(ours);
    int mark = theirLines.indexOf(ConfigRewrite.MARK);
    assertThat(ourLines.subList(0, mark + 1)).isEqualTo(theirLines.subList(0, mark + 1));
    List<String> added = new ArrayList<>(theirLines.subList(mark + 1, theirLines.size()));
    // The only user has no line of its own here.
    added.removeIf(line -> line.startsWith("user default on"));
    assertThat(ourLines.subList(mark + 1, ourLines.size()))
        .containsExactlyInAnyOrderElementsOf(added);
  }

  private static List<String> lines(Path directory) throws IOException {
    String text = Files.readString(directory.resolve("t.conf"));
    assertThat(text).endsWith("\n");
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    lines.replaceAll(line -> line.startsWith("dir ") ? "dir" : line);
    return lines.subList(0, lines.size() - 1);
  }

  @Test
  void whatIsWrittenIsReadBackAsTheSameValues() throws Exception {
    Config config = Config.defaults();
    for (List<String> change : CHANGES) {
      assertThat(ConfigSet.apply(config, change, new ConfigSet.Origin(true, false))).isNull();
    }
    config.put(Directives.REPLICAOF, new ReplicaOf("some.host", 7000));
    Config again = Config.defaults();
    ConfigFile.load(again, ConfigRewrite.rewrite(OLD.replace("include inc.conf", ""), config));
    for (Directive<?> directive : Directives.all()) {
      assertThat(directive.format(again)).as(directive.name()).isEqualTo(directive.format(config));
    }
  }

  @Test
  void unknownLinesAreKeptBehindAQuestion() {
    String rewritten = ConfigRewrite.rewrite("nosuch 1\nport \"\n", Config.defaults());
    assertThat(rewritten).startsWith("# ??? nosuch 1\n# ??? port \"\n");
  }

  @Test
  void withoutAFileThereIsNothingToRewrite() {
    assertThat(ConfigRewrite.rewriteFile(Config.defaults()))
        .isEqualTo("ERR The server is running without a config file");
  }
}
