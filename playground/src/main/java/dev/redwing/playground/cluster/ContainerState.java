package dev.redwing.playground.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Json;

/** What a container is doing, as its status says it. */
sealed interface ContainerState {
  ObjectNode toStatus();

  /** Not running yet, or between two runs. */
  record Waiting(String reason, String message) implements ContainerState {
    @Override
    public ObjectNode toStatus() {
      ObjectNode state = Json.object();
      ObjectNode waiting = state.putObject("waiting").put("reason", reason);
      if (!message.isEmpty()) {
        waiting.put("message", message);
      }
      return state;
    }
  }

  record Running(String startedAt) implements ContainerState {
    @Override
    public ObjectNode toStatus() {
      ObjectNode state = Json.object();
      state.putObject("running").put("startedAt", startedAt);
      return state;
    }
  }

  record Terminated(int exitCode, String startedAt, String finishedAt, String message)
      implements ContainerState {
    @Override
    public ObjectNode toStatus() {
      ObjectNode state = Json.object();
      ObjectNode terminated = state.putObject("terminated").put("exitCode", exitCode);
      terminated.put("reason", exitCode == 0 ? "Completed" : "Error");
      terminated.put("startedAt", startedAt).put("finishedAt", finishedAt);
      if (!message.isEmpty()) {
        terminated.put("message", message);
      }
      return state;
    }
  }
}
