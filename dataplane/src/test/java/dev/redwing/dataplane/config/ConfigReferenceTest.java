package dev.redwing.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directives, their defaults, texts and errors beside those of redis-server 7.0.15. */
class ConfigReferenceTest {
  /** Directives whose value differs, and why. */
  private static final Map<String, String> INTENDED =
      Map.of(
          "port", "given to the reference",
          "logfile", "given to the reference",
          "dir", "where the reference runs");

  /** Directives that redis-server 7.0.15 does not list, and where they come from. */
  private static final Map<String, String> ADDED =
      Map.of(
          "set-max-listpack-entries", "7.2",
          "set-max-listpack-value", "7.2",
          "locale-collate", "7.2",
          "cluster-announce-human-nodename", "7.2",
          "redwing-managed", "ours",
          "redwing-transport", "ours");

  private @Nullable RedisReference reference;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    reference = RedisReference.start(directory, "--enable-protected-configs", "yes");
  }

  @AfterEach
  void stop() {
    if (reference != null) {
      reference.close();
    }
  }

  private List<String> ask(String... words) {
    RedisReference server = Objects.requireNonNull(reference);
    return server.ask("config", words);
  }

  @Test
  void everyDirectiveOfTheReferenceIsKnownWithItsDefault() {
    List<String> reply = ask("get", "*");
    Map<String, String> theirs = new TreeMap<>();
    for (int i = 0; i < reply.size(); i += 2) {
      theirs.put(reply.get(i), reply.get(i + 1));
    }
    theirs.put("enable-protected-configs", "no");
    Map<String, String> ours = new TreeMap<>(ConfigGet.matching(Config.defaults(), List.of("*")));

    assertThat(theirs).hasSizeGreaterThan(190);
    INTENDED.keySet().forEach(theirs::remove);
    INTENDED.keySet().forEach(ours::remove);
    assertThat(ours.keySet()).containsAll(ADDED.keySet());
    ADDED.keySet().forEach(ours::remove);
    assertThat(ours).isEqualTo(theirs);
  }

  @Test
  void hiddenDirectivesAreShownByTheirFullNameOnly() {
    for (String name :
        List.of("rdb-key-save-delay", "key-load-delay", "use-exit-on-panic", "watchdog-period")) {
      assertThat(ConfigGet.matching(Config.defaults(), List.of(name)))
          .isEqualTo(Map.of(name, ask("get", name).get(1)));
    }
  }

  /** Every directive with odd values: the same reply, and the same value after it. */
  @Test
  void valuesAreTakenAndRefusedAsByTheReference() {
    Config config = Config.defaults();
    config.put(NetworkDirectives.ENABLE_PROTECTED_CONFIGS, Access.YES);
    Map<String, String> differences = new LinkedHashMap<>();
    for (Directive<?> directive : Directives.all()) {
      if (directive.status() instanceof Status.Refused
          || ADDED.containsKey(directive.name())
          || NOT_TRIED.containsKey(directive.name())) {
        continue;
      }
      for (String value : VALUES) {
        compareSet(config, directive.name(), value, differences);
      }
    }
    // These hold unsigned numbers in Redis; here what is above the signed range is the most.
    differences.keySet().removeIf(key -> key.startsWith("cluster-link-sendbuf-limit get '9"));
    assertThat(differences.entrySet()).isEmpty();
  }

  private static final List<String> VALUES =
      List.of(
          "",
          "yes",
          "NO",
          "maybe",
          "0",
          "1",
          "-1",
          "007",
          "+1",
          " 1",
          "1 ",
          "60",
          "101",
          "1001",
          "70000",
          "3000000000",
          "9223372036854775808",
          "99999999999999999999",
          "1k",
          "1kb",
          "2MB",
          "1gb",
          "1tb",
          "kb",
          "-1kb",
          "50%",
          "101%",
          "-5%",
          "%",
          "a/b",
          "local",
          "a b",
          "1 2",
          "1 2 3",
          "normal 1mb 2 3",
          "slave 1 2 3 replica 1kb 2 3",
          "pubsub 1 2 -3",
          "normal x 2 3",
          "900 1 300 10",
          "900  1",
          "AKE",
          "KEA",
          "Kgn$",
          "g$lshzxetd",
          "m",
          "!",
          "100 0",
          "0.001 99.999 100",
          "1e1",
          "-0.5",
          "100.1",
          "nan",
          "save now",
          "nosave force",
          "save nosave",
          "SAVE",
          "default now",
          "volatile-lru",
          "debug",
          "always",
          "swapdb",
          "{title}",
          "{bad}",
          "{title",
          "\u00ff\u0001\"",
          "3 2 1",
          "1 2 3000",
          "no one");

  /** Directives that change the reference in a way that ends the comparison, and what they do. */
  private static final Map<String, String> NOT_TRIED =
      Map.of(
          "dir", "needs directories, separate test",
          "bind", "closes the listeners, separate test of the words",
          "port", "moves the listener",
          "requirepass", "ends the session's rights",
          "maxclients", "depends on ulimit",
          "watchdog-period", "is rounded by hz",
          "client-query-buffer-limit", "drops this client",
          "maxmemory-clients", "drops this client",
          "maxmemory", "refuses what follows",
          "crash-log-enabled", "touches signal handlers");

  private void compareSet(
      Config config, String name, String value, Map<String, String> differences) {
    String theirs = ask("set", name, value).getFirst();
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    String bytes = new String(utf8, StandardCharsets.ISO_8859_1);
    String error = ConfigSet.apply(config, List.of(name, bytes), new ConfigSet.Origin(true, false));
    // A level of 7.2.
    String ours = error == null ? "OK" : error.replace("warning, nothing", "warning");
    if (!ours.equals(theirs)) {
      differences.put(name + " '" + value + "'", ours + " | reference: " + theirs);
      return;
    }
    List<String> got = ask("get", name);
    String theirValue = got.size() > 1 ? got.get(1) : "";
    String ourValue =
        Texts.decode(ConfigGet.matching(config, List.of(name)).getOrDefault(name, ""));
    if (!ourValue.equals(theirValue) && !INTENDED.containsKey(name)) {
      differences.put(name + " get '" + value + "'", ourValue + " | reference: " + theirValue);
    }
  }

  @Test
  void severalAtOnceFailAsTheReferenceDoes() {
    Config config = Config.defaults();
    List<List<String>> orders =
        List.of(
            List.of("hz", "20", "hz", "30"),
            List.of("hz", "20", "nosuch", "1"),
            List.of("nosuch", "20", "hz", "30", "daemonize", "yes"),
            List.of("daemonize", "yes", "nosuch", "1"),
            List.of("slave-priority", "2", "replica-priority", "3"),
            List.of("HZ", "20", "hz", "30"),
            List.of("hz", "20", "timeout", "x"),
            List.of("hz", "20", "timeout"));
    for (List<String> order : orders) {
      String error = ConfigSet.apply(config, order, new ConfigSet.Origin(true, false));
      String[] words = new String[order.size() + 1];
      words[0] = "set";
      for (int i = 0; i < order.size(); i++) {
        words[i + 1] = order.get(i);
      }
      assertThat(error == null ? "OK" : error).as("%s", order).isEqualTo(ask(words).getFirst());
    }
    assertThat(config.hz()).isEqualTo(10);
    assertThat(config.replicaPriority()).isEqualTo(3);
  }

  @Test
  void patternsFindWhatTheReferenceFinds() {
    for (String pattern :
        List.of(
            "*",
            "s[al]*ve*",
            "[^a-z]*",
            "d?r",
            "DIR",
            "\\d?r",
            "*-*-*-*",
            "[d",
            "[d]ir",
            "m*y",
            "**",
            "",
            "?",
            "rdb*",
            "[r-a]db*",
            "[\\]]*",
            "a[^\\-p]*")) {
      List<String> reply = ask("get", pattern);
      TreeMap<String, String> theirs = new TreeMap<>();
      for (int i = 0; i + 1 < reply.size(); i += 2) {
        theirs.put(reply.get(i), "");
      }
      TreeMap<String, String> ours =
          new TreeMap<>(ConfigGet.matching(Config.defaults(), List.of(pattern)));
      ADDED.keySet().forEach(ours::remove);
      assertThat(ours.keySet()).as("CONFIG GET %s", pattern).isEqualTo(theirs.keySet());
    }
  }
}
