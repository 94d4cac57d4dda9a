package dev.redwing.operator.plan;

import org.jspecify.annotations.Nullable;

/** One thing to do. Actions are carried out in order; the first that fails ends the pass. */
public sealed interface Action {
  /** Tell a server to be master. The intent that says so has been recorded before. */
  record AssignMaster(String pod, long term) implements Action {}

  /** Tell a server whom to follow. */
  record AssignReplica(String pod, String masterHost, int masterPort, long term)
      implements Action {}

  /** Hold the clients' writes while a replica catches up for a handover. */
  record PauseWrites(String pod, long millis) implements Action {}

  /** Put a pod into the service of its role, or out of both when the role is null. */
  record Label(String pod, @Nullable String role, boolean inSync) implements Action {}

  /** {@code CONFIG SET}. */
  record SetDirective(String pod, String name, String value) implements Action {
    /** Passwords are not for logs. */
    @Override
    public String toString() {
      return "SetDirective[" + pod + ", " + name + (isSecret() ? "]" : ", " + value + "]");
    }

    public boolean isSecret() {
      return isSecret(name);
    }

    static boolean isSecret(String name) {
      return name.equals("requirepass") || name.equals("masterauth");
    }
  }

  /** Restart a pod, which comes back with the StatefulSet's present template. */
  record DeletePod(String pod, String uid, String why) implements Action {}
}
