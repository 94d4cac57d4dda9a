package dev.redwing.playground;

import dev.redwing.playground.cluster.PodLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stands in for the server's image: whatever the image is called, its entry point is our server on
 * this JDK. Heap and direct memory come with the pod ({@code JAVA_TOOL_OPTIONS}), as in a cluster.
 */
public final class ServerLauncher implements PodLauncher {
  private static final String MAIN = "dev.redwing.dataplane.Main";

  /** Those of the image, which ./redwing writes; the look-up cache is off for changing names. */
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-Xss512k",
          "-XX:-UsePerfData",
          "-XX:TrimNativeHeapInterval=5000",
          "-XX:MaxDirectMemorySize=1t",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dsun.net.inetaddr.ttl=0",
          "-Dsun.net.inetaddr.negative.ttl=0");

  private final List<String> java;

  private ServerLauncher(List<String> java) {
    this.java = java;
  }

  /** With what ./redwing built; without it (in tests) with the classes of this process. */
  static ServerLauncher create() throws IOException {
    String root = System.getProperty("redwing.root", "");
    Path dist = Path.of(root, "target", "dist");
    Path classPath = dist.resolve("dataplane.classpath");
    boolean isBuilt = !root.isEmpty() && Files.exists(classPath);
    List<String> java = new ArrayList<>();
    java.add(javaCommand());
    java.addAll(FLAGS);
    Path cache = dist.resolve("server.aot");
    if (isBuilt && Files.exists(cache)) {
      java.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
    }
    if (!isBuilt) {
      // A test starts dozens of servers that live for seconds: the second compiler is not worth it.
      java.add("-XX:TieredStopAtLevel=1");
    }
    java.add("-cp");
    java.add(isBuilt ? Files.readString(classPath) : System.getProperty("java.class.path"));
    return new ServerLauncher(List.copyOf(java));
  }

  static String javaCommand() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  @Override
  public Command start(Container container) {
    List<String> words = new ArrayList<>(java);
    words.add("-Djdk.net.hosts.file=" + container.hostsFile());
    words.add(MAIN);
    words.addAll(container.arguments());
    Map<String, String> environment = environment(container);
    environment.put("REDWING_HOSTS_FILE", container.hostsFile().toString());
    return new Command(words, environment);
  }

  @Override
  public Command exec(Container container, List<String> words) {
    return new Command(words, environment(container));
  }

  private static Map<String, String> environment(Container container) {
    Map<String, String> environment = new HashMap<>(container.environment());
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("LANG", "C.UTF-8");
    return environment;
  }
}
