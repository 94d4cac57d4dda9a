package dev.redwing.dataplane.propagate;

import io.netty.buffer.ByteBuf;

/** Takes the effects of the commands of a turn: the append-only file, the backlog. */
public interface EffectSink {
  /** Whether effects are of use now; while no sink wants them none are encoded. */
  boolean wantsEffects();

  /**
   * Takes whole commands in RESP, in order. Called on the loop, before the replies of the commands
   * leave; several times in a turn when much was written. {@code bytes} is the callee's to read but
   * not to change; who keeps it beyond the call retains it.
   */
  void accept(ByteBuf bytes);
}
