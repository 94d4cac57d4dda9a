package dev.redwing.dataplane.type.zset;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.FrozenRanking;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.Node;
import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.collect.TableHeader;
import dev.redwing.dataplane.memory.Arena;

/**
 * Goes through a sorted set in either direction, given its value bytes: on the loop, or on a
 * snapshot's thread, where all it reaches is frozen. One for each thread.
 */
public final class ZsetWalk implements AutoCloseable {
  private final FrozenRanking ranking;
  private final PackText text = new PackText();

  public ZsetWalk(Arena arena) {
    ranking = new FrozenRanking(arena);
  }

  /** How many members there are. */
  public static long size(int encoding, long value) {
    return encoding == Encoding.LISTPACK ? ScoredPack.count(value) : TableHeader.size(value);
  }

  /**
   * Visits every member once, from the lowest rank up. The visitor must not start another walk with
   * this object.
   */
  public void forEach(int encoding, long value, ScoredVisitor visitor) {
    if (encoding == Encoding.LISTPACK) {
      int at = ListPack.first(value);
      for (; at != ListPack.NONE; at = ScoredPack.next(value, at)) {
        visitPacked(value, at, visitor);
      }
      return;
    }
    ranking.attach(TableHeader.treeRoot(value));
    for (boolean more = ranking.first(); more; more = ranking.next()) {
      visitNode(visitor);
    }
  }

  /** The same from the highest rank down: how Redis writes large ones into RDB. */
  public void forEachBackwards(int encoding, long value, ScoredVisitor visitor) {
    if (encoding == Encoding.LISTPACK) {
      int at = ScoredPack.last(value);
      for (; at != ListPack.NONE; at = ScoredPack.previous(value, at)) {
        visitPacked(value, at, visitor);
      }
      return;
    }
    ranking.attach(TableHeader.treeRoot(value));
    for (boolean more = ranking.last(); more; more = ranking.previous()) {
      visitNode(visitor);
    }
  }

  private void visitPacked(long pack, int at, ScoredVisitor visitor) {
    text.read(pack, at);
    visitor.visit(text.address(), text.length(), ScoredPack.score(pack, at));
  }

  private void visitNode(ScoredVisitor visitor) {
    long node = ranking.memberAddress();
    visitor.visit(Node.keyAddress(node), Node.keyLength(node), ranking.score());
  }

  @Override
  public void close() {
    text.close();
  }
}
