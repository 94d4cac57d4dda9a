package dev.redwing.dataplane.stats;

/** INFO cluster. */
public final class ClusterSection implements InfoSection {
  @Override
  public String heading() {
    return "Cluster";
  }

  @Override
  public void write(InfoWriter out) {
    out.field("cluster_enabled", 0);
  }
}
