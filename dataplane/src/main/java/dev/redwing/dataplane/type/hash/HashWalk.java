package dev.redwing.dataplane.type.hash;

import dev.redwing.dataplane.collect.DictWalk;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.Node;
import dev.redwing.dataplane.collect.NodeVisitor;
import dev.redwing.dataplane.collect.PackText;
import dev.redwing.dataplane.collect.TableHeader;
import dev.redwing.dataplane.memory.Arena;

/**
 * Goes through a hash from first to last, given its value bytes: on the loop, or on a snapshot's
 * thread, where all it reaches is frozen. One for each thread.
 */
public final class HashWalk implements AutoCloseable {
  private static final FieldVisitor NOBODY = (field, fieldLength, value, valueLength) -> {};

  private final DictWalk walk;
  private final PackText fieldText = new PackText();
  private final PackText valueText = new PackText();
  private final NodeVisitor nodes = this::visitNode;
  private FieldVisitor visitor = NOBODY;

  public HashWalk(Arena arena) {
    walk = new DictWalk(arena);
  }

  /** How many fields there are. */
  public static long size(int encoding, long value) {
    return encoding == Encoding.TABLE ? TableHeader.size(value) : ListPack.count(value) / 2;
  }

  /** Visits every field once. The visitor must not start another walk with this object. */
  public void forEach(int encoding, long value, FieldVisitor fieldVisitor) {
    if (encoding == Encoding.TABLE) {
      visitor = fieldVisitor;
      walk.forEach(TableHeader.dictRoot(value), nodes);
      visitor = NOBODY;
      return;
    }
    int at = ListPack.first(value);
    while (at != ListPack.NONE) {
      fieldText.read(value, at);
      int valueAt = ListPack.next(value, at);
      valueText.read(value, valueAt);
      fieldVisitor.visit(
          fieldText.address(), fieldText.length(), valueText.address(), valueText.length());
      at = ListPack.next(value, valueAt);
    }
  }

  private void visitNode(long node) {
    visitor.visit(
        Node.keyAddress(node),
        Node.keyLength(node),
        Node.valueAddress(node),
        Node.valueLength(node));
  }

  @Override
  public void close() {
    fieldText.close();
    valueText.close();
  }
}
