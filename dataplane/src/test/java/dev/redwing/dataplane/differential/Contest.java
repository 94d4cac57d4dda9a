package dev.redwing.dataplane.differential;

import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Three servers that run the same scripts side by side. */
final class Contest implements AutoCloseable {
  /** Commands that are sent before their replies are waited for. */
  private static final int PIPELINED = 64;

  private static final String[] DIRECTIVES = {
    "--appendonly",
    "yes",
    "--appendfsync",
    "no",
    "--rdbcompression",
    "no",
    "--enable-debug-command",
    "yes"
  };

  private final List<Contestant> all;

  private Contest(List<Contestant> all) {
    this.all = all;
  }

  /** Starts them; the test is skipped where a reference is not installed. */
  static Contest start(Path directory) throws IOException {
    List<Contestant> all = new ArrayList<>();
    try {
      for (String program : List.of("redis-server", "valkey-server")) {
        Path its = java.nio.file.Files.createDirectories(directory.resolve(program));
        List<String> words = new ArrayList<>(List.of(DIRECTIVES));
        if (program.startsWith("valkey")) {
          // Its defaults became others with 8.0.
          for (String name :
              List.of("expire", "eviction", "server-del", "user-del", "user-flush")) {
            words.add("--lazyfree-lazy-" + name);
            words.add("no");
          }
        }
        all.add(
            new Contestant(
                program, ReferenceServer.start(program, its, words.toArray(new String[0])), its));
      }
      TestServer server = TestServer.start(DIRECTIVES);
      all.addFirst(new Contestant("ours", server, server.directory()));
      return new Contest(all);
    } catch (Throwable e) {
      all.forEach(Contestant::close);
      throw e;
    }
  }

  /**
   * Runs a script; returns what is wrong, or null.
   *
   * @param thorough whether the AOF is rewritten and loaded at the end, too
   */
  @Nullable String run(List<Step> script, boolean thorough) {
    all.forEach(Contestant::begin);
    Comparison comparison = new Comparison();
    for (int begin = 0; begin < script.size(); ) {
      int end = endOfBatch(script, begin);
      List<Step> batch = script.subList(begin, end);
      all.forEach(each -> each.send(batch));
      List<List<String>> replies = ofAll(each -> each.receive(batch));
      String wrong = comparison.replies(batch, replies.get(0), replies.get(1), replies.get(2));
      if (wrong != null) {
        return wrong;
      }
      if (batch.getLast().awaitsExpiry()) {
        all.forEach(Contestant::awaitExpiry);
      }
      begin = end;
    }
    return afterwards(comparison, thorough);
  }

  /** Runs a script, whatever is replied; what each server appended to its AOF, ours first. */
  List<String> appended(List<Step> script) {
    all.forEach(Contestant::begin);
    for (int begin = 0; begin < script.size(); ) {
      List<Step> batch = script.subList(begin, endOfBatch(script, begin));
      all.forEach(each -> each.send(batch));
      all.forEach(each -> each.receive(batch));
      begin += batch.size();
    }
    return ofAll(Contestant::appended);
  }

  private @Nullable String afterwards(Comparison comparison, boolean thorough) {
    List<List<List<String>>> effects = ofAll(Contestant::propagated);
    String wrong = Comparison.effects(effects.get(0), effects.get(1), effects.get(2));
    if (wrong == null) {
      wrong = data(comparison, "at the end");
    }
    if (wrong == null && thorough) {
      wrong = exchange();
    }
    if (wrong == null) {
      all.forEach(Contestant::reload);
      wrong = data(comparison, "after DEBUG RELOAD");
    }
    if (wrong == null && thorough) {
      all.forEach(Contestant::rewriteAndLoadAof);
      wrong = data(comparison, "after BGREWRITEAOF and DEBUG LOADAOF");
    }
    return wrong;
  }

  private @Nullable String data(Comparison comparison, String when) {
    List<List<Data.Entry>> data = ofAll(Contestant::data);
    return comparison.data(when, data.get(0), data.get(1), data.get(2));
  }

  /** Ours and theirs restore what the other has dumped; ours shows all of it to scans. */
  private @Nullable String exchange() {
    Contestant ours = all.getFirst();
    List<Data.Entry> data = ours.data();
    String wrong = ours.scan(data);
    for (Contestant other : all.subList(1, all.size())) {
      if (wrong == null) {
        wrong = other.restore(data, "ours");
      }
      if (wrong == null) {
        wrong = ours.restore(other.data(), other.name());
      }
    }
    return wrong;
  }

  /** Up to a change of the connection, or to where time must pass. */
  private static int endOfBatch(List<Step> script, int begin) {
    int end = begin;
    while (end < script.size()
        && end - begin < PIPELINED
        && script.get(end).connection() == script.get(begin).connection()) {
      end++;
      if (script.get(end - 1).awaitsExpiry()) {
        break;
      }
    }
    return end;
  }

  private <T> List<T> ofAll(Function<Contestant, T> question) {
    return all.stream().map(question).toList();
  }

  @Override
  public void close() {
    all.forEach(Contestant::close);
  }
}
