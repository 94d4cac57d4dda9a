package dev.redwing.dataplane.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random scripts, here and on the references. A usual run has the same ones each time, so that it
 * fails for what was changed and not by chance; only a long run looks for more. {@code
 * -Dredwing.differential.seed} has both begin with the script of that seed, and {@code
 * -Dredwing.differential.scripts} tells a long run their number.
 */
class DifferentialTest {
  private static final List<Long> FIXED_SEEDS = List.of(20260101L, 31415926L, -27182818L, 1L << 40);

  private static final @Nullable Long GIVEN_SEED = Long.getLong("redwing.differential.seed");

  private static final int STEPS = 1000;

  /** Of each fixed seed, and of the ones that follow it. */
  private static final int SCRIPTS = 55;

  private static final int SCRIPTS_WHEN_LONG =
      Integer.getInteger("redwing.differential.scripts", 3000);

  /** Rewriting an AOF takes as long as hundreds of commands. */
  private static final int THOROUGH_EVERY = 12;

  /** Differences of one run; of one command one is enough. */
  private static final int MAX_REPORTED = 5;

  private final Grammars grammars = new Grammars();

  @TempDir private Path directory;

  @Test
  void scriptsOfFixedSeedsAreAnsweredAsByTheReferences() throws IOException {
    run(GIVEN_SEED == null ? FIXED_SEEDS : List.of(GIVEN_SEED), SCRIPTS);
  }

  @Test
  @Tag("long")
  void millionsOfCommandsAreAnsweredAsByTheReferences() throws IOException {
    run(List.of(GIVEN_SEED == null ? new Random().nextLong() : GIVEN_SEED), SCRIPTS_WHEN_LONG);
  }

  private void run(List<Long> seeds, int scripts) throws IOException {
    System.out.println("differential: " + scripts + " scripts from each of the seeds " + seeds);
    Map<List<String>, String> found = new LinkedHashMap<>();
    try (Contest contest = Contest.start(directory)) {
      for (long seed : seeds) {
        for (int i = 0; i < scripts && found.size() < MAX_REPORTED; i++) {
          run(contest, seed + i, i % THOROUGH_EVERY == 0, found);
        }
      }
    }
    assertThat(found.values()).isEmpty();
  }

  private void run(Contest contest, long seed, boolean thorough, Map<List<String>, String> found) {
    List<Step> script = new ScriptGenerator(grammars, seed).script(STEPS);
    String wrong = contest.run(script, thorough);
    if (wrong != null && !found.containsKey(firstWords(wrong))) {
      found.put(firstWords(wrong), report(contest, script, seed, thorough, wrong));
    }
  }

  private static String report(
      Contest contest, List<Step> script, long seed, boolean thorough, String wrong) {
    List<Step> shortest =
        Shrinker.shrink(
            script, part -> Avoided.allow(part) && isAlike(contest.run(part, thorough), wrong));
    @Nullable String still = contest.run(shortest, thorough);
    String text =
        shortest.stream().map(Step::toString).collect(Collectors.joining(System.lineSeparator()));
    return "%nseed %d, shrunk to:%n%s%n%n%s%n%nin the whole script: %s%n"
        .formatted(seed, text, still == null ? "(does not fail again)" : still, wrong);
  }

  /** A shorter script must not end with some other difference: that of a reply, of the data. */
  private static boolean isAlike(@Nullable String other, String wrong) {
    return other != null && firstWords(other).equals(firstWords(wrong));
  }

  private static List<String> firstWords(String wrong) {
    List<String> words = List.of(wrong.toLowerCase(Locale.ROOT).split("[ \n]", 3));
    return Character.isDigit(wrong.charAt(0)) ? words.subList(1, 2) : words.subList(0, 1);
  }

  @Test
  void shrinkingLeavesWhatIsNeeded() {
    List<Step> script = new ScriptGenerator(grammars, 1).script(200);
    Step first = script.get(20);
    Step second = script.get(150);
    assertThat(Shrinker.shrink(script, part -> part.indexOf(first) >= 0 && part.contains(second)))
        .containsExactly(first, second);
  }
}
