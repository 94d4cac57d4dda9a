package dev.redwing.dataplane.collect;

/** Remembers the first node of a walk. */
final class FirstNode implements NodeVisitor {
  /** 0 = there was none. */
  long address;

  @Override
  public void visit(long nodeAddress) {
    if (address == 0) {
      address = nodeAddress;
    }
  }
}
