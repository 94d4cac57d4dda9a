package dev.redwing.operator.plan;

/**
 * The reasons conditions and events give, declared here and nowhere else; {@code docs/operator.md}
 * lists them and a test compares.
 */
public enum Reason {
  SERVING("Serving", Kind.GOOD, "The master serves and every replica is in step."),
  WAITING_FOR_PODS("WaitingForPods", Kind.MOVING, "Pods are being made or are starting."),
  LOADING("Loading", Kind.MOVING, "Servers are loading their data."),
  ELECTING("Electing", Kind.MOVING, "A master was chosen and is being told."),
  REPLICAS_JOINING(
      "ReplicasJoining", Kind.MOVING, "Replicas are being attached or are catching up."),
  HANDING_OVER("HandingOver", Kind.MOVING, "The master is moving to another pod."),
  CONFIGURING("Configuring", Kind.MOVING, "Changed directives are being set on the servers."),
  SCALING("Scaling", Kind.MOVING, "Pods are being added or removed."),
  ROLLING("Rolling", Kind.MOVING, "Pods are being restarted one at a time for a changed template."),
  ELECTION_BLOCKED(
      "ElectionBlocked",
      Kind.BAD,
      "No master can be chosen without a pod that may hold newer data; the message names it."),
  MASTER_DOWN("MasterDown", Kind.BAD, "The master does not answer; writes are not possible."),
  REPLICA_DOWN("ReplicaDown", Kind.BAD, "A replica that had joined does not answer."),
  POD_STUCK("PodStuck", Kind.BAD, "A pod cannot start; the message says why."),
  SPEC_REFUSED(
      "SpecRefused", Kind.BAD, "The spec cannot be carried out; the message says what to write."),
  SECRET_MISSING(
      "SecretMissing", Kind.BAD, "The secret with the password, or its key, does not exist."),
  CONFIG_REFUSED("ConfigRefused", Kind.BAD, "A server refused a directive; the others apply."),
  APPLY_FAILED("ApplyFailed", Kind.BAD, "The API server refused an object.");

  /** Whether all is well, something is under way, or somebody should look. */
  public enum Kind {
    GOOD,
    MOVING,
    BAD
  }

  private final String wireName;
  private final Kind kind;
  private final String meaning;

  Reason(String wireName, Kind kind, String meaning) {
    this.wireName = wireName;
    this.kind = kind;
    this.meaning = meaning;
  }

  public String wireName() {
    return wireName;
  }

  public Kind kind() {
    return kind;
  }

  public String meaning() {
    return meaning;
  }
}
