package dev.redwing.dataplane.config;

import org.jspecify.annotations.Nullable;

/** Makes a changed directive take effect; called on the command loop by CONFIG SET. */
@FunctionalInterface
public interface ApplyHook {
  /**
   * Applies the values now in {@code config}; called once more with the old ones when a later hook
   * refuses.
   *
   * @return the error text that refuses the change, or null
   */
  @Nullable String apply(Config config);
}
