package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.command.Errors;
import dev.redwing.dataplane.command.Keys;
import dev.redwing.dataplane.command.spec.KeyFlag;
import dev.redwing.dataplane.resp.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What SORT was asked for.
 *
 * @param isUnsorted whether the elements stay in their order: some pattern of BY names a single key
 * @param by the pattern of the weights' keys; null without
 * @param gets the patterns of what is shown of each element; none for the element itself
 * @param first how many elements are passed over
 * @param count how many are shown; negative for all
 * @param destination position of the key to store under; 0 without
 */
record SortRequest(
    boolean descending,
    boolean alphabetic,
    boolean isUnsorted,
    @Nullable SortPattern by,
    List<SortPattern> gets,
    long first,
    long count,
    int destination) {
  SortRequest {
    gets = List.copyOf(gets);
  }

  /** Reads the options from argument 2 on; null if they are wrong, which has been replied. */
  static @Nullable SortRequest read(CommandContext context, boolean mayStore) {
    Arguments arguments = context.arguments(2);
    boolean descending = false;
    boolean alphabetic = false;
    boolean unsorted = false;
    SortPattern by = null;
    List<SortPattern> gets = new ArrayList<>();
    long first = 0;
    long count = -1;
    int destination = 0;
    while (arguments.hasNext()) {
      if (arguments.take("ASC")) {
        descending = false;
      } else if (arguments.take("DESC")) {
        descending = true;
      } else if (arguments.take("ALPHA")) {
        alphabetic = true;
      } else if (arguments.remaining() > 2 && arguments.take("LIMIT")) {
        first = arguments.takeLong();
        count = arguments.takeLong();
      } else if (mayStore && arguments.takeOption("STORE")) {
        destination = arguments.takeIndex();
      } else if (arguments.takeOption("BY")) {
        by = SortPattern.of(context, arguments.takeIndex());
        unsorted = unsorted || !by.hasPlace();
      } else if (arguments.takeOption("GET")) {
        gets.add(SortPattern.of(context, arguments.takeIndex()));
      } else {
        arguments.fail(Errors.SYNTAX);
      }
    }
    return arguments.failed()
        ? null
        : new SortRequest(descending, alphabetic, unsorted, by, gets, first, count, destination);
  }

  /** The key that a request stores under, whatever else is wrong with it: the last, as in Redis. */
  static Keys.@Nullable Key target(Request request) {
    int destination = 0;
    for (int i = 2; i < request.count(); i++) {
      if (request.is(i, "LIMIT")) {
        i += 2;
      } else if (request.is(i, "GET") || request.is(i, "BY")) {
        i++;
      } else if (request.is(i, "STORE") && i + 1 < request.count()) {
        destination = i + 1;
      }
    }
    return destination == 0
        ? null
        : new Keys.Key(destination, KeyFlag.OW.bit() | KeyFlag.UPDATE.bit());
  }

  /** The same for a set, which has no order that could be stored. */
  SortRequest alphabetically() {
    return new SortRequest(descending, true, false, null, gets, first, count, destination);
  }
}
