package dev.redwing.playground.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs redis-server as every image's entry point, so that pods do something real. */
final class RedisLauncher implements PodLauncher {
  static final Path SERVER = Path.of("/usr/bin/redis-server");

  static boolean isInstalled() {
    return Files.isExecutable(SERVER);
  }

  @Override
  public Command start(Container container) {
    List<String> words = new java.util.ArrayList<>(List.of(SERVER.toString()));
    words.addAll(container.arguments());
    return new Command(words, environment(container));
  }

  @Override
  public Command exec(Container container, List<String> words) {
    return new Command(words, environment(container));
  }

  private static Map<String, String> environment(Container container) {
    Map<String, String> environment = new HashMap<>(container.environment());
    environment.put("PATH", "/usr/bin:/bin");
    return environment;
  }
}
