package dev.redwing.dataplane.command.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the documentation of a group's commands: a full name at the line's begin, below it indented
 * lines of a key word and its text; arguments nest by two further spaces.
 *
 * <pre>
 * get
 *   summary Get the value of a key
 *   complexity O(1)
 *   history 2.6.12 What changed
 *   deprecated 6.2.0
 *   replaced `SET`
 *   note 0 Note on key spec 0
 *   system
 *   arg key key key=0
 *   arg expiration oneof optional since=6.0.0
 *     arg seconds integer token=EX
 * </pre>
 */
final class DocsFile {
  private static final int INDENT = 2;

  private final List<String> lines;
  private int next;

  private DocsFile(List<String> lines) {
    this.lines = lines;
  }

  static Map<String, CommandDocs> read(Group group) {
    String name = group.word() + ".txt";
    try (InputStream in = DocsFile.class.getResourceAsStream(name)) {
      if (in == null) {
        return Map.of();
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new DocsFile(text.lines().toList()).commands();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }

  private Map<String, CommandDocs> commands() {
    Map<String, CommandDocs> commands = new HashMap<>();
    while (next < lines.size()) {
      String name = lines.get(next++);
      commands.put(name, command());
    }
    return commands;
  }

  private CommandDocs command() {
    String summary = "";
    String complexity = null;
    String deprecated = null;
    String replaced = null;
    boolean system = false;
    List<CommandDocs.Change> history = new ArrayList<>();
    Map<Integer, String> notes = new HashMap<>();
    List<ArgSpec> arguments = new ArrayList<>();
    while (next < lines.size() && lines.get(next).startsWith(" ")) {
      String line = lines.get(next).strip();
      int space = line.indexOf(' ');
      String word = space < 0 ? line : line.substring(0, space);
      String text = line.substring(word.length()).strip();
      if (word.equals("arg")) {
        arguments = arguments(INDENT);
        continue;
      }
      next++;
      switch (word) {
        case "summary" -> summary = text;
        case "complexity" -> complexity = text;
        case "deprecated" -> deprecated = text;
        case "replaced" -> replaced = text;
        case "system" -> system = true;
        case "history" -> history.add(new CommandDocs.Change(first(text), rest(text)));
        case "note" -> notes.put(Integer.valueOf(first(text)), rest(text));
        default -> throw new IllegalStateException("no such line in the documentation: " + line);
      }
    }
    return new CommandDocs(
        summary, complexity, history, deprecated, replaced, system, notes, arguments);
  }

  private List<ArgSpec> arguments(int indent) {
    List<ArgSpec> arguments = new ArrayList<>();
    while (next < lines.size() && indentOf(lines.get(next)) == indent) {
      String line = lines.get(next++);
      arguments.add(argument(line, arguments(indent + INDENT)));
    }
    return arguments;
  }

  private static int indentOf(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static ArgSpec argument(String line, List<ArgSpec> parts) {
    String[] words = line.strip().split(" ", -1);
    String key = value(words, "key=");
    return new ArgSpec(
        words[1],
        ArgSpec.Type.of(words[2]),
        key == null ? ArgSpec.NO_KEY_SPEC : Integer.parseInt(key),
        value(words, "token="),
        value(words, "since="),
        value(words, "deprecated="),
        has(words, "optional"),
        has(words, "multiple"),
        has(words, "multiple-token"),
        parts);
  }

  private static @Nullable String value(String[] words, String prefix) {
    for (int i = 3; i < words.length; i++) {
      if (words[i].startsWith(prefix)) {
        return words[i].substring(prefix.length());
      }
    }
    return null;
  }

  private static boolean has(String[] words, String flag) {
    for (int i = 3; i < words.length; i++) {
      if (words[i].equals(flag)) {
        return true;
      }
    }
    return false;
  }

  private static String first(String text) {
    return text.substring(0, text.indexOf(' '));
  }

  private static String rest(String text) {
    return text.substring(text.indexOf(' ') + 1);
  }
}
