package dev.redwing.dataplane.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * redis-server's command line: {@code [file] [--directive value…]… [-]}. Directives become lines of
 * configuration that are read after the file and standard input.
 *
 * @param file path of the configuration file, empty for none
 * @param standardInput whether a last {@code -} asks to read it from there
 * @param options the directives of the command line as lines
 */
public record CommandLine(String file, boolean standardInput, String options) {

  /** Parses the arguments, one byte a character. */
  public static CommandLine parse(List<String> arguments) {
    String file = "";
    int from = 0;
    if (!arguments.isEmpty() && !arguments.getFirst().startsWith("-")) {
      file = arguments.getFirst();
      from = 1;
    }
    Options options = new Options();
    boolean standardInput = false;
    for (int i = from; i < arguments.size(); i++) {
      boolean last = i == arguments.size() - 1;
      if (last && arguments.get(i).equals("-")) {
        standardInput = true;
      } else {
        options.add(arguments.get(i), last ? "" : arguments.get(i + 1), last);
      }
    }
    return new CommandLine(file, standardInput, options.text.toString());
  }

  /** The arguments as a JVM has them, one byte a character. */
  public static CommandLine of(String[] arguments) {
    List<String> encoded = new ArrayList<>();
    for (String argument : arguments) {
      encoded.add(Texts.encode(argument));
    }
    return parse(encoded);
  }

  private static final class Options {
    final StringBuilder text = new StringBuilder();

    /** A word that begins with -- is a directive only if the one before it has its value. */
    private boolean complete = true;

    void add(String argument, String next, boolean last) {
      if (!complete || !argument.startsWith("--")) {
        text.append(ConfigLine.quote(argument)).append(' ');
        complete = true;
        return;
      }
      if (!text.isEmpty()) {
        text.append('\n');
      }
      text.append(argument, 2, argument.length()).append(' ');
      List<String> words = ConfigLine.split(argument);
      complete = words == null || words.size() != 1;
      String name = argument.toLowerCase(Locale.ROOT);
      // "--save" without a value has always meant no save points.
      if (name.equals("--save") && (last || next.startsWith("--"))) {
        text.append("\"\"");
        complete = true;
      } else if (name.equals("--sentinel") && next.startsWith("--")) {
        complete = true;
      }
    }
  }
}
