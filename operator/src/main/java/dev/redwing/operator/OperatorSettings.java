package dev.redwing.operator;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an operator runs.
 *
 * @param namespaces whose resources it looks after; empty for all
 * @param defaultImage the server's image where a resource names none
 * @param probeInterval how often servers are asked for their state
 * @param probeTimeout how long a server may take to answer
 * @param lease the lease that one of several operators holds, null to run alone
 */
public record OperatorSettings(
    Set<String> namespaces,
    String defaultImage,
    Duration probeInterval,
    Duration probeTimeout,
    @Nullable Lease lease) {

  /** Where the lease is, and the holder's name. */
  public record Lease(String namespace, String name, String identity) {}

  public static final String IMAGE_DEFAULT = "ghcr.io/redwing/redwing:0.1.0";

  /** All namespaces, no lease: what tests and the playground want. */
  public static final OperatorSettings DEFAULTS =
      new OperatorSettings(
          Set.of(), IMAGE_DEFAULT, Duration.ofSeconds(1), Duration.ofMillis(900), null);

  public OperatorSettings {
    namespaces = Set.copyOf(namespaces);
  }
}
