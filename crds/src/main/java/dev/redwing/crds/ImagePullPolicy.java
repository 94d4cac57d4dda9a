package dev.redwing.crds;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Kubernetes' own pull policies, as an enumeration so that the schema refuses anything else. */
public enum ImagePullPolicy {
  @JsonProperty("Always")
  ALWAYS("Always"),
  @JsonProperty("IfNotPresent")
  IF_NOT_PRESENT("IfNotPresent"),
  @JsonProperty("Never")
  NEVER("Never");

  private final String wireName;

  ImagePullPolicy(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
