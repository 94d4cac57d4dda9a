package dev.redwing.dataplane.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What scripts without times, chance or expired keys append to the AOF is byte for byte what
 * redis-server appends, or valkey-server where 7.2 is another: words as the client wrote them,
 * SELECT, MULTI and EXEC in their places. DifferentialTest compares the commands of all scripts,
 * but takes some liberties.
 */
class AofBytesTest {
  private static final long FIXED_SEED = 7;
  private static final int SCRIPTS = 30;
  private static final int STEPS = 300;

  /** Times, chance, or something that one of the references does not know. */
  private static final Set<String> LEFT_OUT =
      Set.of("spop", "restore", "restore-asking", "config", "client");

  private static final Set<String> TRANSACTIONS = Set.of("multi", "exec", "discard", "watch");

  private final Grammars grammars = new Grammars();

  @TempDir private Path directory;

  @Test
  void isWhatAReferenceAppends() throws IOException {
    int bytes = 0;
    int withTransactions = 0;
    try (Contest contest = Contest.start(directory)) {
      for (int i = 0; i < SCRIPTS; i++) {
        boolean transactions = i % 2 == 0;
        List<String> appended = contest.appended(script(FIXED_SEED + i, transactions));
        String ours = appended.getFirst();
        assertThat(appended.subList(1, appended.size()))
            .as("seed %d: %s", FIXED_SEED + i, ours)
            .contains(ours);
        bytes += ours.length();
        withTransactions += ours.contains("\r\nMULTI\r\n") ? 1 : 0;
      }
    }
    assertThat(bytes).isGreaterThan(100 * SCRIPTS);
    assertThat(withTransactions).isGreaterThan(SCRIPTS / 5);
  }

  private List<Step> script(long seed, boolean transactions) {
    List<Step> script = new ArrayList<>();
    for (Step step : new ScriptGenerator(grammars, seed).script(STEPS)) {
      boolean timed = grammars.isTimed(step.name()) && step.words().size() > 3;
      if (!timed
          && !step.awaitsExpiry()
          && !step.name().contains("expire")
          && !LEFT_OUT.contains(step.name())
          && (transactions || !TRANSACTIONS.contains(step.name()))) {
        script.add(step);
      }
    }
    return script;
  }
}
