package dev.redwing.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConfigLineTest {
  @Test
  void wordsAreSeparatedByBlanks() {
    assertThat(ConfigLine.split("  a\tb  c\r\n")).containsExactly("a", "b", "c");
    assertThat(ConfigLine.split("")).isEmpty();
    assertThat(ConfigLine.split("   ")).isEmpty();
  }

  @Test
  void doubleQuotesHoldEscapes() {
    assertThat(ConfigLine.split("\"a b\" \"\\n\\r\\t\\b\\a\\x41\\\"\\\\\\q\" \"\""))
        .containsExactly("a b", "\n\r\t\b\u0007A\"\\q", "");
    assertThat(ConfigLine.split("\"\\xzz\"")).containsExactly("xzz");
    assertThat(ConfigLine.split("a\"b c\"")).containsExactly("ab c");
  }

  @Test
  void singleQuotesHoldOnlyTheirOwn() {
    assertThat(ConfigLine.split("'a \\n\\' b'")).containsExactly("a \\n' b");
  }

  @Test
  void quotesMustCloseBeforeABlank() {
    for (String bad : List.of("\"a", "'a", "\"a\"b", "'a'b", "\"a\\\"", "x\"\"y")) {
      assertThat(ConfigLine.split(bad)).as(bad).isNull();
    }
  }

  @Test
  void whatIsQuotedComesBack() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(12);
      for (int j = 0; j < length; j++) {
        text.append((char) random.nextInt(256));
      }
      assertThat(ConfigLine.split(ConfigLine.quote(text.toString())))
          .as("seed %d", seed)
          .containsExactly(text.toString());
    }
  }
}
