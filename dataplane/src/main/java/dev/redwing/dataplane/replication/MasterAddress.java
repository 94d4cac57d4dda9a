package dev.redwing.dataplane.replication;

/** Where a master is: a name or address, resolved anew at every attempt. */
public record MasterAddress(String host, int port) {
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
