package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.NativeMemory;

/**
 * The order of a {@link Ranking} as seen from one place in it: by score, then by the member's
 * bytes. One object is set to one place after the other; a bound that all members of a score, or
 * all scores of a member, lie on one side of has the other half left out.
 */
final class RankingOrder implements KeyOrder {
  private final Arena arena;
  private boolean byScore;
  private double score;
  private boolean byMember;
  private long memberAddress;
  private int memberLength;

  /** Whether what equals the place counts as being before it. */
  private boolean equalIsBefore;

  RankingOrder(Arena arena) {
    this.arena = arena;
  }

  void atScore(double wantedScore, boolean behind) {
    byScore = true;
    score = wantedScore;
    byMember = false;
    equalIsBefore = behind;
  }

  void atMember(long address, int length, boolean behind) {
    byScore = false;
    setMember(address, length);
    equalIsBefore = behind;
  }

  void at(double wantedScore, long memberRef, boolean behind) {
    byScore = true;
    score = wantedScore;
    long node = arena.address(memberRef);
    setMember(Node.keyAddress(node), Node.keyLength(node));
    equalIsBefore = behind;
  }

  private void setMember(long address, int length) {
    byMember = true;
    memberAddress = address;
    memberLength = length;
  }

  @Override
  public boolean isBefore(long pair) {
    if (byScore) {
      double other = RankingLeaf.score(pair);
      if (other != score) {
        return other < score;
      }
    }
    if (byMember) {
      long node = arena.address(RankingLeaf.memberRef(pair));
      int order =
          NativeMemory.compare(
              Node.keyAddress(node), Node.keyLength(node), memberAddress, memberLength);
      if (order != 0) {
        return order < 0;
      }
    }
    return equalIsBefore;
  }
}
