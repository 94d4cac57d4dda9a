package dev.redwing.dataplane.resp;

import java.util.Arrays;

/**
 * Up to {@value #MAX_REQUESTS} pipelined requests that were decoded together. One for all
 * connections of a loop: it is empty again before the next connection is read.
 */
public final class RequestBatch {
  /** More would not hide more memory latency, and would hold up other connections. */
  public static final int MAX_REQUESTS = 64;

  private static final int FIRST_ARGUMENTS = 1024;

  /** After a request with more arguments than this the arrays shrink again. */
  private static final int KEPT_ARGUMENTS = 64 * 1024;

  private final Request view = new Request();
  private final int[] firsts = new int[MAX_REQUESTS];
  private final int[] counts = new int[MAX_REQUESTS];
  private final int[] starts = new int[MAX_REQUESTS];
  private int size;

  private long[] addresses = new long[FIRST_ARGUMENTS];
  private int[] lengths = new int[FIRST_ARGUMENTS];

  /** Arguments of all requests, and of one that is not complete. */
  private int arguments;

  /** Number of requests. */
  public int size() {
    return size;
  }

  /** Request {@code index}, in a view that the next call changes. */
  public Request request(int index) {
    return view.wrap(addresses, lengths, firsts[index], counts[index]);
  }

  /** Number of arguments of request {@code index}. */
  public int count(int index) {
    return counts[index];
  }

  public long address(int index, int argument) {
    return addresses[firsts[index] + argument];
  }

  public int length(int index, int argument) {
    return lengths[firsts[index] + argument];
  }

  /** Where in the decoded bytes request {@code index} begins. */
  public int start(int index) {
    return starts[index];
  }

  void clear() {
    size = 0;
    arguments = 0;
    if (addresses.length > KEPT_ARGUMENTS) {
      addresses = new long[FIRST_ARGUMENTS];
      lengths = new int[FIRST_ARGUMENTS];
    }
  }

  /** Arguments that belong to no request yet. */
  int openArguments() {
    return arguments - firstOpen();
  }

  int firstOpen() {
    return size == 0 ? 0 : firsts[size - 1] + counts[size - 1];
  }

  void addArgument(long address, int length) {
    if (arguments == addresses.length) {
      addresses = Arrays.copyOf(addresses, 2 * arguments);
      lengths = Arrays.copyOf(lengths, 2 * arguments);
    }
    addresses[arguments] = address;
    lengths[arguments] = length;
    arguments++;
  }

  /** Makes the open arguments a request that began at {@code start}. */
  void close(int start) {
    int first = firstOpen();
    firsts[size] = first;
    counts[size] = arguments - first;
    starts[size] = start;
    size++;
  }

  /** Forgets the open arguments. */
  void dropOpen() {
    arguments = firstOpen();
  }

  long openAddress(int index) {
    return addresses[firstOpen() + index];
  }

  int openLength(int index) {
    return lengths[firstOpen() + index];
  }
}
