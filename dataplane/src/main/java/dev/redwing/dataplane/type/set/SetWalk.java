package dev.redwing.dataplane.type.set;

import dev.redwing.dataplane.collect.DictWalk;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.IntSet;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.Node;
import dev.redwing.dataplane.collect.NodeVisitor;
import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.collect.TableHeader;
import dev.redwing.dataplane.memory.Arena;

/**
 * Goes through a set from first to last, given its value bytes: on the loop, or on a snapshot's
 * thread, where all it reaches is frozen. One for each thread.
 */
public final class SetWalk implements AutoCloseable {
  private static final MemberVisitor NOBODY = (member, length) -> {};

  private final DictWalk walk;
  private final PackText text = new PackText();
  private final NodeVisitor nodes = this::visitNode;
  private MemberVisitor visitor = NOBODY;

  public SetWalk(Arena arena) {
    walk = new DictWalk(arena);
  }

  /** How many members there are. */
  public static long size(int encoding, long value) {
    return switch (encoding) {
      case Encoding.INTSET -> IntSet.count(value);
      case Encoding.LISTPACK -> ListPack.count(value);
      default -> TableHeader.size(value);
    };
  }

  /** Visits every member once. The visitor must not start another walk with this object. */
  public void forEach(int encoding, long value, MemberVisitor memberVisitor) {
    switch (encoding) {
      case Encoding.INTSET -> {
        int count = IntSet.count(value);
        for (int i = 0; i < count; i++) {
          text.of(IntSet.get(value, i));
          memberVisitor.visit(text.address(), text.length());
        }
      }
      case Encoding.LISTPACK -> {
        for (int at = ListPack.first(value); at != ListPack.NONE; at = ListPack.next(value, at)) {
          text.read(value, at);
          memberVisitor.visit(text.address(), text.length());
        }
      }
      default -> {
        visitor = memberVisitor;
        walk.forEach(TableHeader.dictRoot(value), nodes);
        visitor = NOBODY;
      }
    }
  }

  private void visitNode(long node) {
    visitor.visit(Node.keyAddress(node), Node.keyLength(node));
  }

  @Override
  public void close() {
    text.close();
  }
}
