package dev.redwing.dataplane.server;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.client.ClientRegistry;
import java.util.Arrays;

/** The buffers of clients now, and the largest ones of the last seconds, sampled once a second. */
final class ClientPeaks {
  private static final int SECONDS = 8;

  private final long[] inputPeaks = new long[SECONDS];
  private final long[] outputPeaks = new long[SECONDS];
  private int next;
  private long normalBytes;
  private long replicaBytes;

  void sample(ClientRegistry clients) {
    long normal = 0;
    long replica = 0;
    long inputPeak = 0;
    long outputPeak = 0;
    for (Client client : clients.all()) {
      long input = (long) client.connection().queryBytes() + client.connection().queryFreeBytes();
      long output = client.connection().pendingBytes();
      if (client.is(ClientFlag.REPLICA)) {
        replica += input + output;
      } else {
        normal += input + output;
      }
      inputPeak = Math.max(inputPeak, input);
      outputPeak = Math.max(outputPeak, output);
    }
    normalBytes = normal;
    replicaBytes = replica;
    inputPeaks[next] = inputPeak;
    outputPeaks[next] = outputPeak;
    next = (next + 1) % SECONDS;
  }

  long normalBytes() {
    return normalBytes;
  }

  long replicaBytes() {
    return replicaBytes;
  }

  long inputPeakBytes() {
    return Arrays.stream(inputPeaks).max().orElse(0);
  }

  long outputPeakBytes() {
    return Arrays.stream(outputPeaks).max().orElse(0);
  }
}
