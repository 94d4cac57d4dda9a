package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.Errors;

/** Integers of 32 bits as arguments. */
final class Integers {
  private static final String NO_INT =
      "ERR value is out of range, value must between -2147483648 and 2147483647";

  private Integers() {}

  static int takeInt(Arguments arguments) {
    long value = arguments.takeLong(Long.MIN_VALUE, Long.MAX_VALUE, Errors.NOT_AN_INTEGER);
    if (value != (int) value) {
      arguments.fail(NO_INT);
    }
    return (int) value;
  }
}
