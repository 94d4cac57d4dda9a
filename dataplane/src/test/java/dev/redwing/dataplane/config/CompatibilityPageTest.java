package dev.redwing.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The part on directives of docs/compatibility.md is what the table says. To write it anew, run
 * this test with {@code -Dredwing.docs.write=true}.
 */
class CompatibilityPageTest {
  private static final Path PAGE = Path.of("..", "docs", "compatibility.md");
  private static final String BEGIN = "<!-- directives: begin -->\n";
  private static final String END = "<!-- directives: end -->\n";

  @Test
  void theDirectivesAreThoseOfTheTable() throws IOException {
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
    text.append("## Directives of redis.conf\n\n");
    text.append("Every directive of Redis 7.2 is known to the file, the command line and CONFIG. ");
    text.append("Older names (`slave-…`, `…-ziplist-…`) mean the same as today's.\n");
    section(text, "Honoured", "What it does", Status.Honoured.class, Directive::doc);
    section(
        text,
        "Accepted, without effect",
        "Why",
        Status.Meaningless.class,
        directive -> ((Status.Meaningless) directive.status()).reason());
    section(
        text,
        "Refused",
        "The error if it is set to anything but its default",
        Status.Refused.class,
        directive -> ((Status.Refused) directive.status()).reason());
    text.append("\nIn files only: `include` (with patterns) and `rename-command` are honoured; a ");
    text.append("`user` line is accepted if it gives the default user all rights, which is what ");
    text.append("Redis writes; `loadmodule` and `sentinel` are refused.\n");
    return text.toString();
  }

  private static void section(
      StringBuilder text,
      String heading,
      String column,
      Class<? extends Status> status,
      Function<Directive<?>, String> remark) {
    List<Directive<?>> directives =
        Directives.all().stream()
            .filter(directive -> status.isInstance(directive.status()) && !directive.hidden())
            .toList();
    text.append("\n### ").append(heading).append("\n\n");
    text.append("| directive | default | takes | CONFIG SET | ").append(column).append(" |\n");
    text.append("|---|---|---|---|---|\n");
    for (Directive<?> directive : directives) {
      text.append("| ").append(name(directive));
      text.append(" | ").append(defaultText(directive));
      text.append(" | ").append(directive.typeText());
      text.append(" | ").append(directive.mutable() ? "yes" : "no");
      text.append(" | ").append(remark.apply(directive)).append(" |\n");
    }
  }

  private static String name(Directive<?> directive) {
    StringBuilder name = new StringBuilder("`" + directive.name() + "`");
    for (String alias : directive.aliases()) {
      name.append(", `").append(alias).append('`');
    }
    if (!directive.since().isEmpty()) {
      name.append(" (").append(directive.since()).append(')');
    }
    return name.toString();
  }

  private static String defaultText(Directive<?> directive) {
    if (directive.name().equals("dir")) {
      return "where the server was started";
    }
    return directive.defaultText().isEmpty() ? "" : "`" + directive.defaultText() + "`";
  }
}
