package dev.redwing.dataplane.config;

import java.util.function.Predicate;
import java.util.function.Supplier;

/** The configuration to start with: the defaults, the file, standard input, the command line. */
public final class ConfigLoader {
  private ConfigLoader() {}

  /**
   * Reads all there is, in Redis's order, as one text.
   *
   * @param standardInput gives what was typed, one byte a character; asked only if {@code -} says
   *     so
   * @param isCommand whether there is a command of this name
   */
  public static Config load(
      CommandLine commandLine,
      ConfigStore store,
      Supplier<String> standardInput,
      Predicate<String> isCommand)
      throws ConfigFileException {
    Config config = Config.defaults(store);
    StringBuilder text = new StringBuilder();
    if (!commandLine.file().isEmpty()) {
      text.append(ConfigFile.readFiles(config, commandLine.file()));
      config.putConfigFile(ConfigFile.absolute(config, commandLine.file()));
    }
    if (commandLine.standardInput()) {
      text.append(standardInput.get());
    }
    if (!commandLine.options().isEmpty()) {
      text.append('\n').append(commandLine.options());
    }
    ConfigFile.load(config, text.toString(), isCommand);
    return config;
  }
}
