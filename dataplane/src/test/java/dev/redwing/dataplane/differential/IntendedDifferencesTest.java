package dev.redwing.dataplane.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The part on differences of docs/compatibility.md is what the table says. To write it anew, run
 * this test with {@code -Dredwing.docs.write=true}.
 */
class IntendedDifferencesTest {
  private static final Path PAGE = Path.of("..", "docs", "compatibility.md");
  private static final String BEGIN = "<!-- differences: begin -->\n";
  private static final String END = "<!-- differences: end -->\n";

  @Test
  void thePageHasEveryDifference() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    assertThat(end).isGreaterThanOrEqualTo(begin);
    String generated = generate();
    if (Boolean.getBoolean("redwing.docs.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + generated + page.substring(end));
      return;
    }
    assertThat(page.substring(begin, end)).isEqualTo(generated);
  }

  private static String generate() {
    StringBuilder text = new StringBuilder();
    text.append("## Commands that answer otherwise\n\n");
    text.append("Replies, data and what is propagated are compared with redis-server 7.0 and ");
    text.append("valkey-server 8.0 by random scripts. Where those two differ, Redis 7.2's way is ");
    text.append("ours. This is all that differs on purpose:\n\n");
    text.append("| command | here | why, or what the other does |\n|---|---|---|\n");
    for (List<IntendedDifferences.Difference> each :
        List.of(IntendedDifferences.ALL, IntendedDifferences.AVOIDED)) {
      for (IntendedDifferences.Difference difference : each) {
        text.append("| ").append(difference.commands());
        text.append(" | ").append(difference.difference());
        text.append(" | ").append(difference.reason()).append(" |\n");
      }
    }
    return text.toString();
  }
}
