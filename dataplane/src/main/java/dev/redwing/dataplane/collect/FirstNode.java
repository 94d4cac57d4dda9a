package dev.redwing.dataplane.collect;

/** Remembers the first node of a walk. */
final class FirstNode implements NodeVisitor {
  /** 0 = there was none. */
  private long address;

  /** The first node from {@code cursor} on, or else from the beginning. */
  static long after(Dict dict, long cursor) {
    FirstNode first = new FirstNode();
    dict.scan(cursor, 1, first);
    if (first.address == 0) {
      dict.scan(0, 1, first);
    }
    return first.address;
  }

  @Override
  public void visit(long nodeAddress) {
    if (address == 0) {
      address = nodeAddress;
    }
  }
}
