package dev.redwing.bench;

/**
 * Commands on their way at once, with the budgets for them: least throughput and most CPU an
 * operation, as ratios to redis-server.
 */
enum Pipeline {
  P1(1, 1.0, 1.0),
  P16(16, 1.5, 0.65),
  P100(100, 2.0, 0.5);

  private final int depth;
  private final double throughputAtLeast;
  private final double cpuAtMost;

  Pipeline(int depth, double throughputAtLeast, double cpuAtMost) {
    this.depth = depth;
    this.throughputAtLeast = throughputAtLeast;
    this.cpuAtMost = cpuAtMost;
  }

  int depth() {
    return depth;
  }

  double throughputAtLeast() {
    return throughputAtLeast;
  }

  double cpuAtMost() {
    return cpuAtMost;
  }
}
