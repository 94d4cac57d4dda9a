package dev.redwing.operator;

import dev.redwing.crds.Redwing;
import dev.redwing.operator.plan.ConfigMemory;
import dev.redwing.operator.plan.PlanInput.Pause;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the operator remembers of a resource between passes. Nothing in it is needed for
 * correctness: an operator that starts anew has none of it. Used by one pass at a time.
 */
final class ClusterMemory {
  /** Apply an unchanged object again only after this long: the API server may not want it so. */
  private static final long APPLY_AGAIN_MILLIS = 5_000;

  @Nullable Pause pause;
  ConfigMemory configMemory = ConfigMemory.EMPTY;
  @Nullable String userPassword;
  long userPasswordReadAtMillis;
  long ordersGivenAtMillis;
  long statusWrittenAtMillis;
  @Nullable String lastEvent;

  private final Map<String, String> appliedHash = new HashMap<>();
  private final Map<String, Long> appliedAtMillis = new HashMap<>();
  private @Nullable String replacedVersion;
  private @Nullable Redwing written;

  /** Notes a status write, which the informer's cache does not show for a moment. */
  void wrote(@Nullable String formerVersion, Redwing resource) {
    replacedVersion = formerVersion;
    written = resource;
  }

  /** The resource as it is: what the cache has, unless that is what was just overwritten. */
  Redwing freshest(Redwing cached) {
    Redwing latest = written;
    if (latest != null
        && replacedVersion != null
        && replacedVersion.equals(cached.getMetadata().getResourceVersion())) {
      return latest;
    }
    replacedVersion = null;
    written = null;
    return cached;
  }

  boolean mayApply(String object, String hash, long nowMillis) {
    Long at = appliedAtMillis.get(object);
    boolean again =
        at != null && hash.equals(appliedHash.get(object)) && nowMillis - at < APPLY_AGAIN_MILLIS;
    if (!again) {
      appliedAtMillis.put(object, nowMillis);
      appliedHash.put(object, hash);
    }
    return !again;
  }
}
