package dev.redwing.dataplane.type.zset;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.Node;
import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.collect.Ranking;
import dev.redwing.dataplane.collect.TableHeader;
import dev.redwing.dataplane.collect.ValueSlot;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;

/** Reads a sorted set from any rank on in either direction; good until the set's next change. */
public final class ZsetCursor {
  private final Arena arena;
  private final Ranking ranking;
  private final PackText text = new PackText();
  private boolean packed;

  // In a listpack, where the member is.
  private long pack;
  private int offset;

  ZsetCursor(Arena arena, Epochs epochs) {
    this.arena = arena;
    ranking = new Ranking(arena, epochs);
  }

  /** Goes to the member of this rank, from 0; false if there is none. */
  public boolean seek(ValueSlot slot, long rank) {
    packed = slot.encoding() == Encoding.LISTPACK;
    if (!packed) {
      ranking.attach(TableHeader.treeRoot(slot.address()));
      return ranking.seekRank(rank);
    }
    pack = slot.address();
    offset = ScoredPack.seek(pack, rank);
    return offset != ListPack.NONE;
  }

  /** Goes to the member after, or {@code backwards} before; false if there is none. */
  public boolean step(boolean backwards) {
    if (!packed) {
      return backwards ? ranking.previous() : ranking.next();
    }
    offset = backwards ? ScoredPack.previous(pack, offset) : ScoredPack.next(pack, offset);
    return offset != ListPack.NONE;
  }

  public double score() {
    return packed ? ScoredPack.score(pack, offset) : ranking.score();
  }

  /** The member's bytes, good until the cursor moves. */
  public PackText member() {
    if (packed) {
      return text.read(pack, offset);
    }
    long node = arena.address(ranking.memberRef());
    return text.of(Node.keyAddress(node), Node.keyLength(node));
  }
}
