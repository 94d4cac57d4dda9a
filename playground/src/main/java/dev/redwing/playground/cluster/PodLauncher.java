package dev.redwing.playground.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What an image would be: says which process of this machine a container's command is. */
public interface PodLauncher {
  /**
   * One container that is to run.
   *
   * @param arguments its command and args, variables expanded, container paths mapped to files here
   * @param environment what the pod's spec gives it, and nothing else
   * @param hostsFile the names of the cluster
   * @param directory a directory of its own
   */
  record Container(
      JsonNode spec,
      List<String> arguments,
      Map<String, String> environment,
      Path hostsFile,
      Path directory) {
    public Container {
      arguments = List.copyOf(arguments);
      environment = Map.copyOf(environment);
    }

    public String image() {
      return spec.path("image").asText("");
    }
  }

  /** A process to start. */
  record Command(List<String> words, Map<String, String> environment) {
    public Command {
      words = List.copyOf(words);
      environment = Map.copyOf(environment);
    }
  }

  /** The container itself: its image's entry point with the arguments. */
  Command start(Container container);

  /** A command run inside the container: a probe or a hook. The words are mapped already. */
  Command exec(Container container, List<String> words);
}
