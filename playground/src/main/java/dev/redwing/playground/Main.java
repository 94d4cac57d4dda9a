package dev.redwing.playground;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The entry of {@code ./redwing up [--check] [FILE]}. */
public final class Main {
  private static final String USAGE = "usage: ./redwing up [--check] [FILE]";

  private Main() {}

  public static void main(String[] arguments) {
    boolean check = false;
    Path file = Path.of(System.getProperty("redwing.root", "."), "examples", "demo.yaml");
    for (String argument : arguments) {
      if (argument.equals("--check")) {
        check = true;
      } else if (argument.startsWith("-")) {
        System.err.println(USAGE);
        System.exit(2);
      } else {
        file = Path.of(argument);
      }
    }
    if (!Files.isReadable(file)) {
      System.err.println("redwing: no file " + file);
      System.exit(2);
    }
    int code;
    try {
      code = new Up(file, check, System.out, isTerminal()).run();
    } catch (IOException e) {
      System.err.println("redwing: " + e.getMessage());
      code = 1;
    } catch (InterruptedException e) {
      return; // a signal: the shutdown hook removes everything and the signal is the exit code
    }
    System.exit(code);
  }

  // Since JDK 25 there is no console again when output is redirected; the check predates that.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
