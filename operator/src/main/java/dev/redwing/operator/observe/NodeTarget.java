package dev.redwing.operator.observe;

import java.util.List;
import java.util.Set;

/**
 * Where and how to reach a pod's server.
 *
 * @param passwords what to try, in order; an empty text stands for none
 * @param directives what to ask {@code CONFIG GET} for
 */
public record NodeTarget(
    String pod,
    String podUid,
    String address,
    int port,
    List<String> passwords,
    Set<String> directives) {
  public NodeTarget {
    passwords = List.copyOf(passwords);
    directives = Set.copyOf(directives);
  }

  /** Without the passwords. */
  @Override
  public String toString() {
    return pod + "@" + address + ":" + port;
  }
}
