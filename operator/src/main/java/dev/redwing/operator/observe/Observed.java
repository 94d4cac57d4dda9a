package dev.redwing.operator.observe;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a decision is made from, at one moment.
 *
 * @param pods by ordinal
 * @param sightings by pod name; only of the pods that exist now
 * @param statefulSet null while there is none
 * @param newClaims ordinals whose volume claim was made after the resource, so is known to be new
 */
public record Observed(
    List<PodView> pods,
    Map<String, Sighting> sightings,
    @Nullable SetView statefulSet,
    List<Integer> newClaims) {

  /** What matters of the StatefulSet. */
  public record SetView(int replicas, @Nullable String templateHash) {}

  public Observed {
    pods = List.copyOf(pods);
    sightings = Map.copyOf(sightings);
    newClaims = List.copyOf(newClaims);
  }

  public @Nullable PodView pod(@Nullable String name) {
    for (PodView pod : pods) {
      if (pod.name().equals(name)) {
        return pod;
      }
    }
    return null;
  }

  /** The state of a pod's server, null when it did not answer lately. */
  public @Nullable NodeState state(@Nullable String pod) {
    Sighting sighting = pod == null ? null : sightings.get(pod);
    return sighting != null && sighting.sight() instanceof NodeSight.Seen seen
        ? seen.state()
        : null;
  }

  /** When the state of a pod was asked for, {@link Long#MIN_VALUE} when it never was. */
  public long askedAtMillis(String pod) {
    Sighting sighting = sightings.get(pod);
    return sighting == null ? Long.MIN_VALUE : sighting.askedAtMillis();
  }
}
