package dev.redwing.dataplane.config;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows of one part of the table. Each part has its own range of slots in {@link Config}, so
 * that the order in which the parts' classes are initialised does not matter.
 */
final class Rows {
  /** Slots of one part. */
  static final int SLOTS = 64;

  /** Parts that there can be. */
  static final int PARTS = 10;

  private final int part;
  private final List<Directive<?>> directives = new ArrayList<>();

  private Rows(int part) {
    this.part = part;
  }

  static Rows ofPart(int part) {
    return new Rows(part);
  }

  Row row(String name, String doc) {
    return new Row(this, name, doc);
  }

  int nextSlot() {
    if (directives.size() == SLOTS) {
      throw new IllegalStateException("part " + part + " of the table is full");
    }
    return part * SLOTS + directives.size();
  }

  <D extends Directive<?>> D add(D directive) {
    directives.add(directive);
    return directive;
  }

  List<Directive<?>> all() {
    return List.copyOf(directives);
  }
}
