package dev.redwing.dataplane.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.config.RedisReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowLogTest {
  private final SlowLog log = new SlowLog();

  private static SlowLog.Arguments arguments(List<String> words) {
    return new SlowLog.Arguments() {
      @Override
      public int count() {
        return words.size();
      }

      @Override
      public int length(int index) {
        return words.get(index).length();
      }

      @Override
      public String text(int index, int length) {
        return words.get(index).substring(0, length);
      }
    };
  }

  private void add(String... words) {
    log.add(1000, 20, arguments(List.of(words)), "127.0.0.1:5", "name", 3);
  }

  @Test
  void theNewestComeFirstAndTheOldestGo() {
    for (String word : List.of("a", "b", "c", "d")) {
      add(word);
    }
    assertThat(log.length()).isEqualTo(3);
    assertThat(log.newest(2)).extracting(SlowLog.Entry::id).containsExactly(3L, 2L);
    assertThat(log.newest(Long.MAX_VALUE)).hasSize(3);
    log.reset();
    add("e");
    assertThat(log.newest(10)).extracting(SlowLog.Entry::id).containsExactly(4L);
    log.trim(0);
    assertThat(log.length()).isZero();
  }

  @Test
  void argumentsAreCutAsByTheReference(@TempDir Path directory) throws IOException {
    List<String> long33 = new ArrayList<>(List.of("del"));
    for (int i = 0; i < 32; i++) {
      long33.add("key" + i);
    }
    List<List<String>> commands =
        List.of(
            List.of("set", "k", "x".repeat(128)),
            List.of("set", "k", "x".repeat(129)),
            List.of("set", "x".repeat(1000), "v"),
            long33.subList(0, 32),
            long33);
    try (RedisReference reference =
        RedisReference.start(directory, "--slowlog-log-slower-than", "0")) {
      for (List<String> command : commands) {
        String[] rest = command.subList(1, command.size()).toArray(new String[0]);
        reference.ask(command.getFirst(), rest);
        List<String> entry = reference.ask("slowlog", "get", "1");
        log.add(0, 0, arguments(command), "", "", 10);
        // id, time and duration come before the arguments, address and name after them.
        assertThat(log.newest(1).getFirst().arguments())
            .isEqualTo(entry.subList(3, entry.size() - 2));
        reference.ask("config", "resetstat");
      }
    }
  }
}
