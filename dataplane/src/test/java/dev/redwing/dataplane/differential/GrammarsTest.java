package dev.redwing.dataplane.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.command.Command;
import dev.redwing.dataplane.command.CommandTable;
import dev.redwing.dataplane.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GrammarsTest {
  private static final int DRAWS = 500;

  private final Grammars grammars = new Grammars();

  /** Who adds a command adds a row here, or says why there is none. */
  @Test
  void everyCommandHasAGrammarOrAReasonForHavingNone() {
    try (TestServer server = TestServer.start()) {
      TreeSet<String> commands = new TreeSet<>();
      for (Command command : server.server().commands().withSubcommands()) {
        if (!command.isContainer() || command.name().equals("command")) {
          commands.add(command.name());
        }
      }
      TreeSet<String> known = new TreeSet<>(grammars.byName().keySet());
      assertThat(known).doesNotContainAnyElementsOf(Grammars.EXCLUDED.keySet());
      known.addAll(Grammars.EXCLUDED.keySet());
      assertThat(known).isEqualTo(commands);
    }
  }

  /** A grammar that only draws wrong numbers of words would prove nothing. */
  @Test
  void grammarsDrawWhatTheArityAllows() {
    try (TestServer server = TestServer.start()) {
      CommandTable table = server.server().commands();
      Draw draw = new Draw(7);
      List<String> never = new ArrayList<>();
      grammars
          .byName()
          .forEach(
              (name, row) -> {
                Command command = table.byName(name);
                int names = name.indexOf('|') < 0 ? 1 : 2;
                int accepted = 0;
                for (int i = 0; i < DRAWS; i++) {
                  List<String> words = new ArrayList<>();
                  row.grammar().words(draw, words);
                  if (command != null && command.spec().accepts(names + words.size())) {
                    accepted++;
                  }
                }
                if (accepted < DRAWS / 3) {
                  never.add(name + ": " + accepted + " of " + DRAWS);
                }
              });
      assertThat(never).isEmpty();
    }
  }
}
