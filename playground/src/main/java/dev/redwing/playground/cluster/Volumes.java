package dev.redwing.playground.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Json;
import dev.redwing.playground.api.Registry;
import dev.redwing.playground.api.ResourceType;
import dev.redwing.playground.api.ResourceTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The volumes of one pod as directories, and the mapping of the container's paths to them.
 *
 * <p>Processes here have no file system of their own, so container paths are mapped wherever they
 * are mentioned: in arguments, and in the text of ConfigMaps and Secrets (a configuration may
 * include a file of another mount).
 */
final class Volumes {
  /** A volume's source is not there yet: the pod waits, as it would in a cluster. */
  static final class NotYet extends Exception {
    private static final long serialVersionUID = 1L;

    NotYet(String message) {
      super(message);
    }
  }

  private final Registry registry;
  private final VolumeClaims claims;
  private final ObjectNode pod;
  private final Path root;

  Volumes(Registry registry, VolumeClaims claims, ObjectNode pod, Path root) {
    this.registry = registry;
    this.claims = claims;
    this.pod = pod;
    this.root = root;
  }

  /** Makes the directories and brings files up to date with what they come from. */
  void refresh() throws IOException, NotYet {
    for (JsonNode volume : pod.path("spec").path("volumes")) {
      Path directory = directory(volume);
      if (volume.has("persistentVolumeClaim")) {
        requireBound(volume.path("persistentVolumeClaim").path("claimName").asText());
        continue;
      }
      Files.createDirectories(directory);
      Map<String, byte[]> files = new TreeMap<>();
      if (volume.has("configMap")) {
        JsonNode source = volume.path("configMap");
        collect(ResourceTypes.CONFIG_MAP, source.path("name").asText(), source, files);
      } else if (volume.has("secret")) {
        JsonNode source = volume.path("secret");
        collect(ResourceTypes.SECRET, source.path("secretName").asText(), source, files);
      } else if (volume.has("projected")) {
        for (JsonNode source : volume.path("projected").path("sources")) {
          collectProjected(source, files);
        }
      } else {
        continue; // emptyDir and the like
      }
      write(directory, files);
    }
  }

  private void requireBound(String claimName) throws NotYet {
    ObjectNode claim = registry.find(ResourceTypes.VOLUME_CLAIM, Json.namespace(pod), claimName);
    if (claim == null || !claim.path("status").path("phase").asText().equals("Bound")) {
      throw new NotYet("persistentvolumeclaim \"%s\" is not bound".formatted(claimName));
    }
  }

  private void collectProjected(JsonNode source, Map<String, byte[]> files) throws NotYet {
    for (Map.Entry<String, JsonNode> entry : source.properties()) {
      String name = entry.getValue().path("name").asText();
      switch (entry.getKey()) {
        case "configMap" -> collect(ResourceTypes.CONFIG_MAP, name, entry.getValue(), files);
        case "secret" -> collect(ResourceTypes.SECRET, name, entry.getValue(), files);
        default -> throw new NotYet("no projected source " + entry.getKey() + " in the playground");
      }
    }
  }

  private void collect(ResourceType type, String name, JsonNode source, Map<String, byte[]> files)
      throws NotYet {
    ObjectNode object = registry.find(type, Json.namespace(pod), name);
    if (object == null) {
      if (source.path("optional").asBoolean()) {
        return;
      }
      String what = type.equals(ResourceTypes.SECRET) ? "secret" : "configmap";
      throw new NotYet("%s \"%s\" not found".formatted(what, name));
    }
    Map<String, String> names = new TreeMap<>();
    source.path("items").forEach(i -> names.put(i.path("key").asText(), i.path("path").asText()));
    boolean encoded = type.equals(ResourceTypes.SECRET);
    for (Map.Entry<String, JsonNode> entry : object.path("data").properties()) {
      if (names.isEmpty() || names.containsKey(entry.getKey())) {
        String text = entry.getValue().asText();
        byte[] bytes =
            encoded ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8);
        files.put(names.getOrDefault(entry.getKey(), entry.getKey()), bytes);
      }
    }
  }

  private void write(Path directory, Map<String, byte[]> files) throws IOException {
    Set<String> wanted = new HashSet<>();
    for (Map.Entry<String, byte[]> entry : files.entrySet()) {
      Path file = directory.resolve(entry.getKey());
      wanted.add(entry.getKey());
      byte[] bytes =
          mapped(new String(entry.getValue(), StandardCharsets.UTF_8))
              .getBytes(StandardCharsets.UTF_8);
      if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
        continue;
      }
      Files.createDirectories(file.getParent());
      Path next = Files.write(root.resolve("next"), bytes);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
    try (Stream<Path> present = Files.list(directory)) {
      for (Path file : present.filter(Files::isRegularFile).toList()) {
        if (!wanted.contains(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }
  }

  private Path directory(JsonNode volume) {
    JsonNode claim = volume.path("persistentVolumeClaim");
    return claim.isMissingNode()
        ? root.resolve("volumes").resolve(volume.path("name").asText())
        : claims.directoryOf(Json.namespace(pod), claim.path("claimName").asText());
  }

  private record Mount(String path, Path directory) {}

  /** The mounts of all containers, the longest path first, so that the innermost wins. */
  private List<Mount> mounts() {
    List<Mount> mounts = new ArrayList<>();
    for (JsonNode container : pod.path("spec").path("containers")) {
      for (JsonNode mount : container.path("volumeMounts")) {
        for (JsonNode volume : pod.path("spec").path("volumes")) {
          if (volume.path("name").asText().equals(mount.path("name").asText())) {
            Path directory = directory(volume);
            String subPath = mount.path("subPath").asText("");
            mounts.add(
                new Mount(
                    mount.path("mountPath").asText(),
                    subPath.isEmpty() ? directory : directory.resolve(subPath)));
          }
        }
      }
    }
    mounts.sort(Comparator.comparingInt((Mount mount) -> mount.path().length()).reversed());
    return mounts;
  }

  /** The text with the container's paths in it turned into those of this machine. */
  String mapped(String text) {
    List<Mount> mounts = mounts();
    if (mounts.isEmpty()) {
      return text;
    }
    List<String> alternatives = mounts.stream().map(mount -> Pattern.quote(mount.path())).toList();
    Pattern pattern =
        Pattern.compile("(?<![\\w./-])(" + String.join("|", alternatives) + ")(?![\\w.-])");
    return pattern
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(directoryOf(mounts, match.group(1))));
  }

  private static String directoryOf(List<Mount> mounts, String path) {
    for (Mount mount : mounts) {
      if (mount.path().equals(path)) {
        return mount.directory().toString();
      }
    }
    throw new IllegalStateException("matched, but no mount: " + path);
  }
}
