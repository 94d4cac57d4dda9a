package dev.redwing.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The field of a run: redis-server beside ours, and how to start either. */
record Field(Path root, String redisServer, String transport) {
  /** What both get: no snapshots by themselves, so that only the load is measured. */
  private static final List<String> QUIET = List.of("--save", "", "--appendonly", "no");

  Contestant redis(String... directives) throws IOException {
    return Contestant.start("redis", List.of(redisServer), with(List.of(directives)));
  }

  Contestant ours(String... directives) throws IOException {
    List<String> all = new ArrayList<>(List.of("--redwing-transport", transport));
    all.addAll(List.of(directives));
    return Contestant.start(
        "redwing", List.of(root.resolve("redwing").toString(), "server"), with(all));
  }

  private static List<String> with(List<String> directives) {
    List<String> all = new ArrayList<>(QUIET);
    all.addAll(directives);
    return all;
  }
}
