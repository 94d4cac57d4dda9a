package dev.redwing.dataplane.differential;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.command.Command;
import dev.redwing.dataplane.command.spec.AclCategory;
import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.TestServer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What COMMAND tells of every command we have is what redis-server 7.0 tells of it, or
 * valkey-server where 7.2 is another.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandReferenceTest {
  /** Of these Redis 7.2 tells something else than 7.0, or they came with it: as valkey-server. */
  private static final Set<String> AS_IN_7_2 =
      Set.of(
          "client|no-touch",
          "client|setinfo",
          "client|setname",
          "command|getkeys",
          "command|getkeysandflags",
          "sinterstore",
          "zrank",
          "zrevrank");

  private static final Set<String> NEW_IN_7_2 = Set.of("client|no-touch", "client|setinfo");

  /** These take another argument since 7.2, which valkey-server tells in other words than 7.0. */
  private static final Set<String> LONGER_IN_7_2 = Set.of("zrank", "zrevrank");

  private static final int NAME = 0;
  private static final int ARITY = 1;
  private static final int SUBCOMMANDS = 9;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private TestServer server;
  private RespClient theirs;
  private RespClient valkeys;
  private RespClient ours;
  private final List<String> names = new ArrayList<>();

  @BeforeAll
  void start(@TempDir Path directory) {
    theirs = opened(opened(ReferenceServer.start()).client());
    valkeys = opened(opened(ReferenceServer.start("valkey-server", directory)).client());
    server = opened(TestServer.start());
    ours = opened(server.client());
    for (Command command : server.server().commands().withSubcommands()) {
      if (!command.name().startsWith("redwing")) {
        names.add(command.name());
      }
    }
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.push(resource);
    return resource;
  }

  @AfterAll
  void stop() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private RespClient reference(String name) {
    return AS_IN_7_2.contains(name) ? valkeys : theirs;
  }

  @Test
  void infoIsTheReferences() {
    for (String name : names) {
      assertThat(info(ours, name)).as(name).isEqualTo(info(reference(name), name));
    }
  }

  /** Without subcommands, which have names of their own; flags and categories are sets. */
  private static List<Object> info(RespClient client, String name) {
    List<Reply> fields = elements(elements(client.call("COMMAND", "INFO", name)).getFirst());
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      if (i == SUBCOMMANDS) {
        continue;
      }
      boolean isSet = i == 2 || i == 6;
      all.add(isSet ? sorted(fields.get(i)) : fields.get(i));
    }
    return all;
  }

  @Test
  void subcommandsAreThoseOfTheTable() {
    for (String name : names) {
      List<Reply> fields = elements(elements(ours.call("COMMAND", "INFO", name)).getFirst());
      TreeSet<String> told = new TreeSet<>();
      for (Reply subcommand : elements(fields.get(SUBCOMMANDS))) {
        told.add(RespClient.textOf(elements(subcommand).get(NAME)));
        assertThat(elements(subcommand).get(ARITY)).isInstanceOf(Reply.Int.class);
      }
      TreeSet<String> wanted = new TreeSet<>();
      for (Command command : server.server().commands().withSubcommands()) {
        if (command.name().startsWith(name + "|")) {
          wanted.add(command.name());
        }
      }
      assertThat(told).as(name).isEqualTo(wanted);
    }
  }

  @Test
  void infoOfWhatIsNoCommandIsTheReferences() {
    for (String name : List.of("nosuch", "", "config|nosuch", "get|get", "GET", "Config|Get")) {
      assertThat(ours.callRaw("COMMAND", "INFO", name))
          .as(name)
          .isEqualTo(theirs.callRaw("COMMAND", "INFO", name));
    }
    assertThat(elements(ours.call("COMMAND")))
        .hasSameSizeAs(elements(ours.call("COMMAND", "INFO")))
        .hasSize((int) ((Reply.Int) ours.call("COMMAND", "COUNT")).value());
  }

  @Test
  void docsAreTheReferences() {
    for (String name : names) {
      if (NEW_IN_7_2.contains(name)) {
        // In words of our own, and arguments without what 7.2 added for all commands.
        assertThat(docs(ours, name).keySet()).isEqualTo(docs(valkeys, name).keySet());
        assertThat(docs(ours, name).get("summary")).as(name).isNotEqualTo(new Reply.Bulk(""));
      } else if (LONGER_IN_7_2.contains(name)) {
        Map<String, Reply> expected = docs(theirs, name);
        Map<String, Reply> longer = docs(valkeys, name);
        expected.put("arguments", withoutDisplayText(requireNonNull(longer.get("arguments"))));
        expected.put("history", requireNonNull(longer.get("history")));
        assertThat(docs(ours, name)).as(name).isEqualTo(expected);
      } else {
        assertThat(docs(ours, name)).as(name).isEqualTo(docs(theirs, name));
      }
    }
  }

  private static Map<String, Reply> docs(RespClient client, String name) {
    List<Reply> answer = elements(client.call("COMMAND", "DOCS", name));
    Map<String, Reply> docs = new TreeMap<>();
    assertThat(RespClient.textOf(answer.getFirst())).isEqualTo(name);
    List<Reply> fields = elements(answer.get(1));
    for (int i = 0; i < fields.size(); i += 2) {
      docs.put(RespClient.textOf(fields.get(i)), fields.get(i + 1));
    }
    docs.remove("subcommands");
    return docs;
  }

  /** 7.2 has it in every argument. */
  private static Reply withoutDisplayText(Reply arguments) {
    List<Reply> all = new ArrayList<>();
    for (Reply argument : elements(arguments)) {
      List<Reply> fields = new ArrayList<>(elements(argument));
      int at = fields.indexOf(new Reply.Bulk("display_text"));
      fields.subList(at, at + 2).clear();
      all.add(new Reply.Aggregate('*', fields));
    }
    return new Reply.Aggregate('*', all);
  }

  @Test
  void listsByCategoryAndPatternAreTheReferences() {
    List<String> known = new ArrayList<>(names);
    known.removeAll(NEW_IN_7_2);
    List<List<String>> filters = new ArrayList<>();
    for (AclCategory category : AclCategory.values()) {
      filters.add(List.of("ACLCAT", category.word()));
      filters.add(List.of("aclcat", category.word().toUpperCase(Locale.ROOT)));
    }
    filters.add(List.of("ACLCAT", "nosuch"));
    for (String pattern : List.of("*", "get*", "*|*", "GET*", "c[lo]*", "config|[gs]et", "", "x")) {
      filters.add(List.of("PATTERN", pattern));
    }
    filters.add(List.of("MODULE", "nosuch"));
    for (List<String> filter : filters) {
      assertThat(list(ours, filter, known)).as("%s", filter).isEqualTo(list(theirs, filter, known));
    }
  }

  private static Set<String> list(RespClient client, List<String> filter, List<String> known) {
    Reply reply = client.call("COMMAND", "LIST", "FILTERBY", filter.get(0), filter.get(1));
    TreeSet<String> names = new TreeSet<>(sorted(reply));
    names.retainAll(known);
    return names;
  }

  @Test
  void wrongQuestionsAreAnsweredAsByTheReference() {
    for (String question :
        List.of(
            "COMMAND LIST x",
            "COMMAND LIST FILTERBY",
            "COMMAND LIST FILTERBY PATTERN",
            "COMMAND LIST FILTERBY x y",
            "COMMAND LIST FILTERBY PATTERN a b",
            "COMMAND COUNT x",
            "COMMAND NOSUCH",
            "COMMAND GETKEYS",
            "COMMAND GETKEYS nosuch a",
            "COMMAND GETKEYS GET a b",
            "COMMAND GETKEYS CONFIG GET a",
            "COMMAND GETKEYSANDFLAGS SET a b GET",
            "COMMAND GETKEYSANDFLAGS SET a b EX 1",
            "COMMAND GETKEYSANDFLAGS OBJECT ENCODING a",
            "COMMAND GETKEYSANDFLAGS COPY a b",
            "COMMAND GETKEYSANDFLAGS LCS a b LEN",
            "COMMAND GETKEYS SORT a STORE b",
            "COMMAND GETKEYSANDFLAGS SORT a store b BY store GET store LIMIT store 1 STORE c",
            "COMMAND GETKEYSANDFLAGS SORT a STORE",
            "COMMAND GETKEYS SORT_RO a STORE b",
            "COMMAND DOCS nosuch",
            "COMMAND DOCS")) {
      String[] words = question.split(" ", -1);
      if (question.equals("COMMAND DOCS")) {
        assertThat(elements(ours.call(words)))
            .hasSize(2 * (int) ((Reply.Int) ours.call("COMMAND", "COUNT")).value());
      } else {
        assertThat(ours.callRaw(words)).as(question).isEqualTo(theirs.callRaw(words));
      }
    }
  }

  private static List<Reply> elements(Reply reply) {
    return ((Reply.Aggregate) reply).elements();
  }

  private static List<String> sorted(Reply reply) {
    return elements(reply).stream().map(RespClient::textOf).sorted().toList();
  }
}
