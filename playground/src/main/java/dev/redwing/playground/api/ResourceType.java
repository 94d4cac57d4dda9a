package dev.redwing.playground.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One kind of object the server stores, and which of the optional behaviours it has. */
public record ResourceType(
    String group,
    String version,
    String kind,
    String plural,
    List<String> shortNames,
    boolean namespaced,
    boolean statusSubresource,
    boolean countsGenerations,
    @Nullable ScalePaths scale) {

  /** Where the scale subresource finds its numbers, as dotted paths. */
  public record ScalePaths(String specReplicas, String statusReplicas, String selector) {}

  public ResourceType {
    shortNames = List.copyOf(shortNames);
  }

  /** {@code statefulsets.apps}, {@code pods}: what errors and the store call this type. */
  public String id() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** {@code Redwing.redwing.dev}: how validation errors name the type. */
  public String qualifiedKind() {
    return group.isEmpty() ? kind : kind + "." + group;
  }
}
