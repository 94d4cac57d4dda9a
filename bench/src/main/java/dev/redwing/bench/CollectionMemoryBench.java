package dev.redwing.bench;

import java.io.IOException;
import java.util.List;

/**
 * Resident memory an element of 16 bytes (a hash's field with a value of 16 more, a sorted set's
 * member with a score): in very many collections of ten, and in few big ones.
 */
final class CollectionMemoryBench {
  private static final double AT_MOST = 0.8;
  private static final int SMALL = 10;

  /** Of the elements, this part is loaded and deleted first. */
  private static final int WARM_UP_PART = 20;

  private final Field field;
  private final Report report;
  private final int keys;
  private final int elements;
  private final List<CollectionType> types;

  /** {@code keys} elements in all; {@code elements} is what a big collection has of them. */
  CollectionMemoryBench(
      Field field, Report report, int keys, int elements, List<CollectionType> types) {
    this.field = field;
    this.report = report;
    this.keys = keys;
    this.elements = elements;
    this.types = List.copyOf(types);
  }

  void run() throws IOException {
    report.title(
        "Memory: resident bytes an element of 16 bytes; collections of %d and of %d elements"
            .formatted(SMALL, elements));
    report.line("%-12s %10s %10s %6s", "", "redis", "ours", "ratio");
    for (CollectionType type : types) {
      // Redis 7.0 has no listpack for sets, and small lists and sorted sets are the same bytes.
      compare("small", many(type, SMALL), type == CollectionType.hash);
      compare("big", many(type, elements), true);
    }
  }

  private Collections many(CollectionType type, int size) {
    return Collections.many(type, Math.max(1, keys / size), size);
  }

  private void compare(String size, Collections collections, boolean budgeted) throws IOException {
    String name = size + " " + collections.type();
    try (Contestant redis = field.redis();
        Contestant ours = field.ours()) {
      for (Contestant contestant : List.of(redis, ours)) {
        if (!contestant.target().knows(collections.type().command())) {
          report.line(
              "%-12s skipped: %s has no %s", name, contestant.name(), collections.type().command());
          return;
        }
      }
      double a = bytesPerElement(redis, collections);
      double b = bytesPerElement(ours, collections);
      report.line(
          "%-12s %10.1f %10.1f %5.2fx %s",
          name, a, b, b / a, budgeted ? report.verdict(b / a <= AT_MOST) : "(no budget)");
    }
  }

  private double bytesPerElement(Contestant contestant, Collections collections)
      throws IOException {
    // The compiler and the buffers settle first: they are not per element.
    long elementsInAll = (long) collections.count() * collections.elements();
    int warmUp = (int) Math.max(1, elementsInAll / WARM_UP_PART / SMALL);
    Collections.many(collections.type(), warmUp, SMALL).fill(contestant.target());
    contestant.target().clear();
    long before = contestant.residentAtRest();
    collections.fill(contestant.target());
    return (double) (contestant.residentAtRest() - before) / elementsInAll;
  }
}
