package dev.redwing.dataplane.commands.generic;

/**
 * The rows that SORT shows.
 *
 * @param from how many are passed over, from the end if {@code backwards}
 * @param count how many are shown, which must be there
 */
record SortWindow(SortRows rows, long from, long count, boolean backwards) {
  /** The address of row {@code index} of those that are shown. */
  long row(long index) {
    long place = from + index;
    return rows.row(backwards ? rows.count() - 1 - place : place);
  }
}
