package dev.redwing.crds;

import com.fasterxml.jackson.annotation.JsonProperty;

/** {@code appendfsync}. */
public enum FsyncPolicy {
  @JsonProperty("always")
  ALWAYS("always"),
  @JsonProperty("everysec")
  EVERYSEC("everysec"),
  @JsonProperty("no")
  NO("no");

  private final String wireName;

  FsyncPolicy(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
