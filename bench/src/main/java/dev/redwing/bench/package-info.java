/**
 * Benchmarks beside redis-server: both servers in one run, in turn, the same load on each, medians
 * and ratios against the budgets of docs/performance.md. {@code bench/README.md} says what each
 * measures. Start at {@code Main}.
 */
@NullMarked
package dev.redwing.bench;

import org.jspecify.annotations.NullMarked;
