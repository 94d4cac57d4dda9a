package dev.redwing.dataplane.differential;

import java.util.ArrayList;
import java.util.List;

/** Draws scripts: commands of the grammars, some of them damaged, from connections in turn. */
final class ScriptGenerator {
  static final int CONNECTIONS = 2;

  private static final int MAX_EXPIRING = 3;

  private final Grammars grammars;
  private final Draw draw;

  /** Or none that keeps SORT from storing, for the rest of the script. */
  private final boolean anyNumber;

  private final Avoided avoided = new Avoided();
  private int expiring;

  ScriptGenerator(Grammars grammars, long seed) {
    this.grammars = grammars;
    draw = new Draw(seed);
    anyNumber = draw.percent(50);
  }

  List<Step> script(int length) {
    List<Step> steps = new ArrayList<>(length);
    int connection = 0;
    if (draw.percent(50)) {
      steps.add(Step.of(1, List.of("HELLO", "3")));
    }
    while (steps.size() < length) {
      if (draw.percent(5)) {
        connection = draw.below(CONNECTIONS);
      }
      steps.addAll(steps(connection));
    }
    return steps;
  }

  private List<Step> steps(int connection) {
    if (avoided.mayBeIn(connection)) {
      if (draw.percent(15)) {
        return followed(
            List.of(Step.of(connection, List.of(draw.percent(85) ? "EXEC" : "DISCARD"))));
      }
    } else if (expiring < MAX_EXPIRING && draw.below(150) == 0) {
      expiring++;
      return followed(List.of(Step.expiring(connection, draw.key())));
    }
    while (true) {
      Row row = grammars.draw(draw);
      List<String> words = words(row);
      List<List<String>> commands = new ArrayList<>(row.before().apply(words));
      commands.add(words);
      commands.addAll(row.after().apply(words));
      List<Step> steps = commands.stream().map(each -> Step.of(connection, each)).toList();
      if (steps.stream().allMatch(this::isWanted)) {
        return followed(steps);
      }
    }
  }

  private boolean isWanted(Step step) {
    return avoided.allows(step) && (anyNumber || !Avoided.isOutOfRange(step));
  }

  private List<Step> followed(List<Step> steps) {
    steps.forEach(avoided::follow);
    return steps;
  }

  private List<String> words(Row row) {
    List<String> words = new ArrayList<>();
    for (String word : row.name().split("\\|", -1)) {
      words.add(draw.anyCase(word));
    }
    int fixed = words.size();
    row.grammar().words(draw, words);
    if (draw.percent(7)) {
      damage(row, fixed, words);
    }
    return words;
  }

  private void damage(Row row, int fixed, List<String> words) {
    switch (draw.below(5)) {
      case 0 -> {
        // COMMAND alone tells of the whole table.
        if (!row.name().startsWith("command|")) {
          words.removeLast();
        }
      }
      case 1 -> words.add(odd(row));
      case 2 -> words.add(draw.option());
      case 3 -> {
        if (words.size() > fixed) {
          words.set(fixed + draw.below(words.size() - fixed), odd(row));
        }
      }
      default -> {
        // Valkey reads the names of subcommands up to a zero byte.
        int at = draw.below(fixed);
        words.set(at, draw.from(List.of("nosuch", "", "\u00e9t\r\n", at == 0 ? "get\0" : "x")));
      }
    }
    if (words.isEmpty()) {
      words.add("nosuch");
    }
  }

  private String odd(Row row) {
    return row.timed() ? draw.noTime() : draw.percent(50) ? draw.noNumber() : draw.value();
  }
}
