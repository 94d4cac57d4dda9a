package dev.redwing.dataplane.replication.feed;

import dev.redwing.dataplane.client.Attachment;
import dev.redwing.dataplane.client.Client;

/** What a replica said of itself by REPLCONF before its PSYNC. */
public final class ReplicaHello {
  private static final Attachment<ReplicaHello> KEY = Attachment.of(ReplicaHello.class);

  private int listeningPort;
  private String announcedIp = "";
  private boolean understandsEof;
  private boolean understandsPsync2;
  private boolean rdbOnly;

  private ReplicaHello() {}

  /** What {@code client} said, to be read and added to. */
  public static ReplicaHello of(Client client) {
    ReplicaHello hello = client.get(KEY);
    if (hello == null) {
      hello = new ReplicaHello();
      client.put(KEY, hello);
    }
    return hello;
  }

  int listeningPort() {
    return listeningPort;
  }

  public void setListeningPort(int listeningPort) {
    this.listeningPort = listeningPort;
  }

  String announcedIp() {
    return announcedIp;
  }

  public void setAnnouncedIp(String announcedIp) {
    this.announcedIp = announcedIp;
  }

  boolean understandsEof() {
    return understandsEof;
  }

  boolean understandsPsync2() {
    return understandsPsync2;
  }

  /** {@code REPLCONF capa}; what we do not know is ignored. */
  public void addCapability(String capability) {
    if (capability.equalsIgnoreCase("eof")) {
      understandsEof = true;
    } else if (capability.equalsIgnoreCase("psync2")) {
      understandsPsync2 = true;
    }
  }

  boolean rdbOnly() {
    return rdbOnly;
  }

  public void setRdbOnly(boolean rdbOnly) {
    this.rdbOnly = rdbOnly;
  }
}
