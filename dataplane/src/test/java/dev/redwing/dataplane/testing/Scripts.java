package dev.redwing.dataplane.testing;

import dev.redwing.dataplane.resp.Reply;
import java.util.ArrayList;
import java.util.List;

/**
 * Scripts for comparing servers: commands separated by semicolons, words by single spaces. Before
 * each script the server is emptied.
 *
 * <ul>
 *   <li>{@code ~} before a command: the order of its reply's elements says nothing
 *   <li>{@code @m:1-3} stands for the words m1 m2 m3
 *   <li>{@code %f:1-3} stands for the pairs f1 1 f2 2 f3 3
 *   <li>{@code #65} stands for 65 times x
 * </ul>
 */
public final class Scripts {
  private Scripts() {}

  /** The replies, one for each command. */
  public static List<String> run(RunningServer server, String script) {
    List<String> replies = new ArrayList<>();
    try (RespClient client = server.client()) {
      client.call("FLUSHALL");
      for (String command : script.split(";", -1)) {
        boolean unordered = command.startsWith("~");
        String[] words = words(unordered ? command.substring(1) : command);
        if (words[0].equals("HELLO")) {
          client.call(words);
        } else if (unordered) {
          replies.add(sorted(client.call(words)));
        } else {
          replies.add(client.callRaw(words));
        }
      }
    }
    return replies;
  }

  private static String sorted(Reply reply) {
    return reply instanceof Reply.Aggregate(var type, var elements)
        ? type + elements.stream().map(RespClient::textOf).sorted().toList().toString()
        : reply.toString();
  }

  private static String[] words(String command) {
    List<String> words = new ArrayList<>();
    for (String word : command.split(" ", -1)) {
      if (word.matches("[@%].*:[0-9]+-[0-9]+")) {
        expand(words, word);
      } else if (word.matches("#[0-9]+")) {
        words.add("x".repeat(Integer.parseInt(word.substring(1))));
      } else {
        words.add(word);
      }
    }
    return words.toArray(String[]::new);
  }

  private static void expand(List<String> words, String macro) {
    String prefix = macro.substring(1, macro.indexOf(':'));
    String range = macro.substring(macro.indexOf(':') + 1);
    int to = Integer.parseInt(range.substring(range.indexOf('-') + 1));
    for (int i = Integer.parseInt(range.substring(0, range.indexOf('-'))); i <= to; i++) {
      words.add(prefix + i);
      if (macro.startsWith("%")) {
        words.add(Integer.toString(i));
      }
    }
  }
}
