package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import java.util.ArrayList;
import java.util.List;

/** Takes all memory of an arena, and gives back one block here and there. */
public final class Scarcity {
  private final Arena arena;
  private final List<Long> taken = new ArrayList<>();

  public Scarcity(Arena arena) {
    this.arena = arena;
  }

  /** Leaves not even the smallest block. */
  public void begin() {
    for (long bytes = 240 * 1024; bytes > 0; bytes = bytes * 15 / 16) {
      takeAll(bytes);
    }
  }

  private void takeAll(long bytes) {
    while (true) {
      try {
        taken.add(arena.allocate(bytes));
      } catch (OutOfNativeMemoryException e) {
        return;
      }
    }
  }

  /** Gives up to {@code maxBlocks} blocks back. */
  public void relax(RandomSource random, int maxBlocks) {
    int blocks = random.nextInt(maxBlocks + 1);
    for (int i = 0; i < blocks && !taken.isEmpty(); i++) {
      int index = random.nextInt(taken.size());
      long last = taken.removeLast();
      arena.free(index == taken.size() ? last : taken.set(index, last));
    }
  }

  public void end() {
    taken.forEach(arena::free);
    taken.clear();
  }
}
