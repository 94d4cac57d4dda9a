package dev.redwing.dataplane.config;

/** Which channels a new ACL user may use. */
public enum AclPubsubDefault implements Choice {
  ALLCHANNELS("allchannels"),
  RESETCHANNELS("resetchannels");

  private final String text;

  AclPubsubDefault(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
