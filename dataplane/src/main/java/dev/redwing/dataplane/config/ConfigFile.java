package dev.redwing.dataplane.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads redis.conf into a {@link Config}: a directive a line, {@code #} begins a comment line,
 * {@code include} reads other files in its place. A later line wins, except that the lines of
 * {@code save} add up.
 */
public final class ConfigFile {
  /** Files that may include one another; Redis has no limit and overflows its stack. */
  static final int MAX_INCLUDE_DEPTH = 64;

  /** Directives that older versions had and that are skipped, with any one value. */
  private static final Set<String> GONE =
      Set.of("list-max-ziplist-entries", "list-max-ziplist-value", "lua-replicate-commands");

  private final Config config;
  private final Predicate<String> isCommand;
  private final Set<Directive<?>> seen = new HashSet<>();
  private final Set<String> commandsTaken = new HashSet<>();
  private final Set<String> commandsMade = new HashSet<>();
  private final UserLines users = new UserLines();

  private ConfigFile(Config config, Predicate<String> isCommand) {
    this.config = config;
    this.isCommand = isCommand;
  }

  /**
   * Reads the text of a file, or of several one after the other.
   *
   * @param isCommand whether there is a command of this name, for {@code rename-command}
   */
  public static void load(Config config, String text, Predicate<String> isCommand)
      throws ConfigFileException {
    ConfigFile file = new ConfigFile(config, isCommand);
    file.readLines(text, 0);
    String error = file.users.errorWith(config.requirepass());
    if (error != null) {
      throw new ConfigFileException(error);
    }
  }

  /** Reads the text of a file that renames no commands. */
  public static void load(Config config, String text) throws ConfigFileException {
    load(config, text, name -> true);
  }

  private void readLines(String text, int depth) throws ConfigFileException {
    int number = 0;
    for (String untrimmed : text.split("\n", -1)) {
      number++;
      String line = untrimmed.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      List<String> words = ConfigLine.split(line);
      if (words == null) {
        throw new ConfigFileException(number, line, "Unbalanced quotes in configuration line");
      }
      if (words.isEmpty()) {
        continue;
      }
      try {
        readLine(words, depth);
      } catch (BadValueException e) {
        throw new ConfigFileException(number, line, e.text());
      }
    }
  }

  private void readLine(List<String> words, int depth)
      throws BadValueException, ConfigFileException {
    String name = words.getFirst().toLowerCase(Locale.ROOT);
    List<String> arguments = words.subList(1, words.size());
    Directive<?> directive = Directives.find(name);
    if (directive != null) {
      boolean append = !seen.add(directive);
      directive.assign(config, fileArguments(directive, arguments), append);
      return;
    }
    boolean oneArgument = arguments.size() == 1;
    switch (name) {
      case "include" -> {
        if (!oneArgument) {
          throw badDirective();
        }
        include(arguments.getFirst(), depth);
      }
      case "rename-command" -> renameCommand(arguments);
      case "user" -> users.add(arguments);
      case "loadmodule" -> throw new BadValueException("modules are not supported by this server");
      case "sentinel" ->
          throw new BadValueException("sentinel directive while not in sentinel mode");
      default -> {
        if (!GONE.contains(name) || !oneArgument) {
          throw badDirective();
        }
      }
    }
  }

  private static BadValueException badDirective() {
    return new BadValueException("Bad directive or wrong number of arguments");
  }

  /** A directive of several words also takes them as one quoted word, as CONFIG SET does. */
  private static List<String> fileArguments(Directive<?> directive, List<String> arguments) {
    return directive.multiArgument() && arguments.size() == 1
        ? ConfigSet.words(directive, arguments.getFirst())
        : arguments;
  }

  private void include(String path, int depth) throws ConfigFileException {
    if (depth == MAX_INCLUDE_DEPTH) {
      throw new ConfigFileException("includes are nested too deeply");
    }
    readLines(readFiles(config, path), depth + 1);
  }

  /** The text of a file, or of all files that match a pattern. */
  static String readFiles(Config config, String path) throws ConfigFileException {
    String absolute = absolute(config, path);
    List<String> paths =
        NamePattern.isPlain(path) ? List.of(absolute) : config.store().matching(absolute);
    StringBuilder text = new StringBuilder();
    for (String each : paths) {
      try {
        text.append(config.store().read(each));
      } catch (IOException e) {
        throw new ConfigFileException(
            "Fatal error, can't open config file '%s': %s"
                .formatted(Texts.decode(each), e.getMessage()));
      }
    }
    return text.toString();
  }

  /** Redis changes its directory with {@code dir}, so names after it are relative to that. */
  static String absolute(Config config, String path) {
    return path.startsWith("/") ? path : config.object(PersistenceDirectives.DIR) + "/" + path;
  }

  private void renameCommand(List<String> arguments) throws BadValueException {
    if (arguments.size() != 2) {
      throw badDirective();
    }
    String from = arguments.get(0).toLowerCase(Locale.ROOT);
    String to = arguments.get(1).toLowerCase(Locale.ROOT);
    if (!exists(from)) {
      throw new BadValueException("No such command in rename-command");
    }
    commandsTaken.add(from);
    commandsMade.remove(from);
    if (!to.isEmpty()) {
      if (exists(to)) {
        throw new BadValueException("Target command name already exists");
      }
      commandsMade.add(to);
      commandsTaken.remove(to);
    }
    config.addRenamedCommand(new RenamedCommand(from, to));
  }

  private boolean exists(String command) {
    return commandsMade.contains(command)
        || (isCommand.test(command) && !commandsTaken.contains(command));
  }

  /**
   * {@code user} lines. CONFIG REWRITE of Redis always writes one for the default user; that one is
   * accepted as long as it grants everything, which is all that this server's only user can have.
   */
  private static final class UserLines {
    private static final Set<String> EVERYTHING =
        Set.of(
            "on",
            "nopass",
            "sanitize-payload",
            "skip-sanitize-payload",
            "resetpass",
            "resetkeys",
            "~*",
            "allkeys",
            "&*",
            "allchannels",
            "resetchannels",
            "+@all",
            "allcommands",
            "clearselectors");

    private final List<String> hashes = new ArrayList<>();

    void add(List<String> arguments) throws BadValueException {
      if (arguments.isEmpty()) {
        throw badDirective();
      }
      for (String rule : arguments.subList(1, arguments.size())) {
        if (rule.startsWith("#")) {
          hashes.add(rule.substring(1));
        } else if (!EVERYTHING.contains(rule)) {
          throw unsupported();
        }
      }
      if (!arguments.getFirst().equals("default")) {
        throw unsupported();
      }
    }

    private static BadValueException unsupported() {
      return new BadValueException(
          "ACL users other than a default user with all rights are not supported by this server");
    }

    /** A hash in a user line must be that of {@code requirepass}, which it repeats. */
    @Nullable String errorWith(String requirepass) {
      for (String hash : hashes) {
        if (requirepass.isEmpty() || !hash.equalsIgnoreCase(Texts.sha256(requirepass))) {
          return "A password in a user line is not supported by this server, use requirepass";
        }
      }
      return null;
    }
  }
}
