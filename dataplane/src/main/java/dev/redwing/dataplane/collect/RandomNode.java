package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.env.RandomSource;

/** Finds a node at random: {@link Dict#random}. */
final class RandomNode implements NodeVisitor {
  private static final int TRIES = 100;

  /** The first node of a walk; 0 = there was none. */
  private long first;

  /** Reference of a node of a table that has one. */
  static long of(Dict dict, RandomSource random) {
    for (int i = 0; i < TRIES; i++) {
      long ref = dict.segments.random(dict.link(random.nextLong()), random);
      if (ref != 0) {
        return ref;
      }
    }
    // Nearly all segments are empty, the emptied ones not yet merged: take the next there is.
    return dict.arena.reference(after(dict, random.nextLong() >>> Dict.CURSOR_SHIFT));
  }

  /** The first node from {@code cursor} on, or else from the beginning. */
  private static long after(Dict dict, long cursor) {
    RandomNode visitor = new RandomNode();
    dict.scan(cursor, 1, visitor);
    if (visitor.first == 0) {
      dict.scan(0, 1, visitor);
    }
    return visitor.first;
  }

  @Override
  public void visit(long nodeAddress) {
    if (first == 0) {
      first = nodeAddress;
    }
  }
}
