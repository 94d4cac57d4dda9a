package dev.redwing.dataplane.stats;

import java.util.Locale;

/** Takes the fields of INFO, one {@code name:value} a line. */
public final class InfoWriter {
  private static final String UNITS = "BKMGTP";

  private final StringBuilder text = new StringBuilder(8192);

  void heading(String heading) {
    if (!text.isEmpty()) {
      text.append("\r\n");
    }
    text.append("# ").append(heading).append("\r\n");
  }

  public void field(String name, long value) {
    text.append(name).append(':').append(value).append("\r\n");
  }

  public void field(String name, String value) {
    text.append(name).append(':').append(value).append("\r\n");
  }

  /** 1 or 0. */
  public void flag(String name, boolean value) {
    field(name, value ? 1 : 0);
  }

  /** {@code ok} or {@code err}. */
  public void status(String name, boolean ok) {
    field(name, ok ? "ok" : "err");
  }

  /** With this many digits behind the point. */
  public void decimal(String name, double value, int digits) {
    field(name, decimal(value, digits));
  }

  public void percent(String name, double value) {
    field(name, decimal(value, 2) + "%");
  }

  /** The number and, as {@code name_human}, the same with a unit. */
  public void bytes(String name, long bytes) {
    field(name, bytes);
    human(name, bytes);
  }

  void human(String name, long bytes) {
    field(name + "_human", human(bytes));
  }

  /** Redis's short form: two digits behind the point and a letter. */
  static String human(long bytes) {
    if (bytes < 1024) {
      return bytes + "B";
    }
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length() - 1) {
      value /= 1024;
      unit++;
    }
    return decimal(value, 2) + UNITS.charAt(unit);
  }

  static String decimal(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  String text() {
    return text.toString();
  }
}
