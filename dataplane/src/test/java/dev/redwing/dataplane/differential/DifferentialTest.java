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
 * Random scripts, here and on the references. A seed is tried again with {@code
 * -Dredwing.differential.seed}.
 */
class DifferentialTest {
  private static final long FIXED_SEED = 20260101;
  private static final int STEPS = 1000;
  private static final int SCRIPTS = 110;
  private static final int SCRIPTS_WHEN_LONG = 3000;

  /** Rewriting an AOF takes as long as hundreds of commands. */
  private static final int THOROUGH_EVERY = 12;

  /** Differences of one run; of one command one is enough. */
  private static final int MAX_REPORTED = 5;

  private final Grammars grammars = new Grammars();

  @TempDir private Path directory;

  @Test
  void scriptsOfAFixedSeedAreAnsweredAsByTheReferences() throws IOException {
    run(FIXED_SEED, SCRIPTS);
  }

  @Test
  void scriptsOfAFreshSeedAreAnsweredAsByTheReferences() throws IOException {
    run(Long.getLong("redwing.differential.seed", new Random().nextLong()), SCRIPTS);
  }

  @Test
  @Tag("long")
  void millionsOfCommandsAreAnsweredAsByTheReferences() throws IOException {
    run(Long.getLong("redwing.differential.seed", new Random().nextLong()), SCRIPTS_WHEN_LONG);
  }

  private void run(long seed, int scripts) throws IOException {
    System.out.println("differential: " + scripts + " scripts from seed " + seed);
    Map<List<String>, String> found = new LinkedHashMap<>();
    try (Contest contest = Contest.start(directory)) {
      for (int i = 0; i < scripts; i++) {
        List<Step> script = new ScriptGenerator(grammars, seed + i).script(STEPS);
        boolean thorough = i % THOROUGH_EVERY == 0;
        String wrong = contest.run(script, thorough);
        if (wrong != null && found.putIfAbsent(firstWords(wrong), "") == null) {
          found.put(firstWords(wrong), report(contest, script, seed + i, thorough, wrong));
          if (found.size() == MAX_REPORTED) {
            break;
          }
        }
      }
    }
    assertThat(found.values()).isEmpty();
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
