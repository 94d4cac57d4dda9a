package dev.redwing.bench;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/** Prints rows as they are measured, with a verdict against the budget. */
final class Report {
  private final PrintStream out;
  private int missed;

  Report(PrintStream out) {
    this.out = out;
  }

  void title(String text) {
    out.printf("%n%s%n", text);
  }

  void line(String format, Object... arguments) {
    out.printf(Locale.ROOT, format + "%n", arguments);
    out.flush();
  }

  /** "ok" or "MISSED", counted. */
  String verdict(boolean met) {
    if (!met) {
      missed++;
    }
    return met ? "ok" : "MISSED";
  }

  int missed() {
    return missed;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
