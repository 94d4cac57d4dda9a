package dev.redwing.playground.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Json;
import dev.redwing.playground.api.Registry;
import dev.redwing.playground.api.Registry.Write;
import dev.redwing.playground.api.ResourceTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Volumes as directories: a claim is bound to one as soon as it is there, keeps it while a pod uses
 * it (the protecting finalizer), and takes it along when it goes.
 */
final class VolumeClaims implements Controller {
  private static final Write WRITE = Write.as("kube-controller-manager");

  private final Registry registry;
  private final Path root;

  VolumeClaims(Registry registry, Path root) throws IOException {
    this.registry = registry;
    this.root = Files.createDirectories(root);
  }

  Path directoryOf(String namespace, String claim) {
    return root.resolve(namespace + "_" + claim);
  }

  @Override
  public void sync() {
    Set<String> used = new HashSet<>();
    for (ObjectNode pod : registry.list(ResourceTypes.POD, "")) {
      for (JsonNode volume : pod.path("spec").path("volumes")) {
        String claim = volume.path("persistentVolumeClaim").path("claimName").asText("");
        used.add(Json.namespace(pod) + "_" + claim);
      }
    }
    Set<String> present = new HashSet<>();
    for (ObjectNode claim : registry.list(ResourceTypes.VOLUME_CLAIM, "")) {
      String key = Json.namespace(claim) + "_" + Json.name(claim);
      present.add(key);
      if (Json.isTerminating(claim) && !used.contains(key)) {
        letGo(claim);
      } else if (!claim.path("status").path("phase").asText("").equals("Bound")) {
        bind(claim);
      } else {
        grow(claim);
      }
    }
    removeDirectoriesExcept(present);
  }

  private void bind(ObjectNode claim) {
    try {
      Files.createDirectories(directoryOf(Json.namespace(claim), Json.name(claim)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    edit(claim, "", live -> Json.child(live, "spec").put("volumeName", "pvc-" + Json.uid(claim)));
    edit(
        claim,
        "status",
        live -> {
          ObjectNode status = Json.child(live, "status").put("phase", "Bound");
          status.set("accessModes", live.path("spec").path("accessModes").deepCopy());
          status.putObject("capacity").set("storage", requested(live));
        });
  }

  /** A larger request is granted at once: a directory has no size. */
  private void grow(ObjectNode claim) {
    if (!claim.path("status").path("capacity").path("storage").equals(requested(claim))) {
      edit(
          claim,
          "status",
          live ->
              Json.child(Json.child(live, "status"), "capacity").set("storage", requested(live)));
    }
  }

  private static JsonNode requested(JsonNode claim) {
    return claim.path("spec").path("resources").path("requests").path("storage");
  }

  private void letGo(ObjectNode claim) {
    edit(claim, "", live -> Json.child(live, "metadata").remove("finalizers"));
  }

  private void edit(
      ObjectNode claim, String subresource, java.util.function.Consumer<ObjectNode> change) {
    registry.edit(
        ResourceTypes.VOLUME_CLAIM,
        Json.namespace(claim),
        Json.name(claim),
        subresource,
        WRITE,
        live -> {
          change.accept(live);
          return live;
        });
  }

  private void removeDirectoriesExcept(Set<String> present) {
    try (Stream<Path> directories = Files.list(root)) {
      for (Path directory : directories.toList()) {
        if (!present.contains(directory.getFileName().toString())) {
          Directories.delete(directory);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
