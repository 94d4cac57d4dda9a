package dev.redwing.operator.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.redwing.crds.AofSpec;
import dev.redwing.crds.FsyncPolicy;
import dev.redwing.crds.MemorySizes;
import dev.redwing.crds.PersistenceSpec;
import dev.redwing.crds.PodTemplateOverride;
import dev.redwing.crds.RdbSpec;
import dev.redwing.crds.Redwing;
import dev.redwing.crds.RedwingRules;
import dev.redwing.crds.RedwingSpec;
import dev.redwing.crds.ReplicationSpec;
import dev.redwing.crds.SchedulingSpec;
import dev.redwing.crds.StorageSpec;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns what the user wrote into a {@link ClusterSpec}, or says what is wrong with it. Pure. */
public final class SpecSettler {
  /**
   * Strict, unlike the client's: a misspelt field of a pod must not vanish silently. The model's
   * classes collect unknown fields in a map; here they are refused.
   */
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              })
          .build();

  private final Redwing resource;
  private final RedwingSpec spec;
  private final String defaultImage;
  private final List<String> problems = new ArrayList<>();

  private SpecSettler(Redwing resource, String defaultImage) {
    this.resource = resource;
    this.spec = Objects.requireNonNullElseGet(resource.getSpec(), RedwingSpec::new);
    this.defaultImage = defaultImage;
  }

  public static SettledSpec settle(Redwing resource, String defaultImage) {
    return new SpecSettler(resource, defaultImage).settle();
  }

  public static ClusterId idOf(Redwing resource) {
    return new ClusterId(
        Objects.requireNonNullElse(resource.getMetadata().getNamespace(), "default"),
        resource.getMetadata().getName());
  }

  private SettledSpec settle() {
    RedwingRules.violations(null, resource).forEach(violation -> problems.add(violation.message()));
    int replicas = orElse(spec.replicas, RedwingSpec.REPLICAS_DEFAULT);
    if (replicas < 0 || replicas > RedwingSpec.REPLICAS_MAX) {
      problems.add("replicas is " + replicas + ": write 0 to " + RedwingSpec.REPLICAS_MAX);
    }
    MemoryBudget budget = budget();
    Map<String, String> directives = directives(budget);
    PodSpec override = podOverride();
    if (!problems.isEmpty()) {
      return new SettledSpec.Refused(problems);
    }
    return new SettledSpec.Accepted(
        new ClusterSpec(
            idOf(resource),
            Objects.requireNonNullElse(resource.getMetadata().getUid(), ""),
            replicas,
            directives,
            budget == null ? MemoryBudget.unlimitedJavaOptions() : budget.javaOptions(),
            storage(),
            spec.auth == null ? null : spec.auth.secretName,
            pod(override)));
  }

  private @Nullable MemoryBudget budget() {
    ResourceRequirements resources = spec.resources;
    Quantity limit =
        resources == null || resources.getLimits() == null
            ? null
            : resources.getLimits().get("memory");
    if (limit == null) {
      return null;
    }
    long bytes;
    try {
      bytes = limit.getNumericalAmount().longValue();
    } catch (IllegalArgumentException | ArithmeticException e) {
      problems.add("resources.limits.memory is no quantity: write for example 1Gi");
      return null;
    }
    if (bytes < MemoryBudget.LIMIT_MIN) {
      problems.add(
          "resources.limits.memory is %s, which leaves no room for data: write at least %dMi"
              .formatted(limit, MemoryBudget.LIMIT_MIN >> 20));
      return null;
    }
    return MemoryBudget.of(bytes);
  }

  private Map<String, String> directives(@Nullable MemoryBudget budget) {
    Map<String, String> directives = new LinkedHashMap<>();
    persistence(directives);
    replication(directives);
    if (budget != null) {
      directives.put("maxmemory", Long.toString(budget.maxmemoryBytes()));
      directives.put("maxmemory-clients", Long.toString(budget.clientsBytes()));
    }
    new TreeMap<>(orElse(spec.config, Map.of()))
        .forEach((name, value) -> addConfig(directives, name, value, budget));
    return directives;
  }

  private void persistence(Map<String, String> directives) {
    PersistenceSpec persistence = orElse(spec.persistence, new PersistenceSpec());
    RdbSpec rdb = orElse(persistence.rdb, new RdbSpec());
    AofSpec aof = orElse(persistence.aof, new AofSpec());
    directives.put("save", orElse(rdb.enabled, true) ? orElse(rdb.save, RdbSpec.SAVE_DEFAULT) : "");
    directives.put("appendonly", yesNo(orElse(aof.enabled, false)));
    directives.put("appendfsync", orElse(aof.fsync, FsyncPolicy.EVERYSEC).wireName());
    directives.put(
        "auto-aof-rewrite-percentage", Integer.toString(orElse(aof.rewritePercentage, 100)));
    directives.put("auto-aof-rewrite-min-size", bytes(orElse(aof.rewriteMinSize, "64mb")));
  }

  private void replication(Map<String, String> directives) {
    ReplicationSpec replication = orElse(spec.replication, new ReplicationSpec());
    directives.put("repl-backlog-size", bytes(orElse(replication.backlogSize, "1mb")));
    directives.put(
        "repl-backlog-ttl", Integer.toString(orElse(replication.backlogTtlSeconds, 3600)));
    directives.put("repl-diskless-sync", yesNo(orElse(replication.diskless, true)));
    directives.put(
        "repl-diskless-sync-delay", Integer.toString(orElse(replication.disklessDelaySeconds, 5)));
    directives.put(
        "min-replicas-to-write", Integer.toString(orElse(replication.minReplicasToWrite, 0)));
    directives.put(
        "min-replicas-max-lag", Integer.toString(orElse(replication.minReplicasMaxLagSeconds, 10)));
    directives.put("repl-timeout", Integer.toString(orElse(replication.timeoutSeconds, 60)));
  }

  private void addConfig(
      Map<String, String> directives, String name, String value, @Nullable MemoryBudget budget) {
    Directive directive = Directives.find(name);
    if (directive == null) {
      problems.add("config." + name + " is no directive of redis.conf: write a known one");
      return;
    }
    String problem = directive.problemWith(value);
    if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
      problem = "write it on one line";
    }
    if (problem != null) {
      problems.add("config." + name + " is '" + value + "': " + problem);
      return;
    }
    String settled = directive.kind() == Directive.Kind.MEMORY ? bytes(value) : value;
    if (name.equals("maxmemory") && budget != null) {
      long asked = Long.parseLong(settled);
      if (asked == 0 || asked > budget.maxmemoryBytes()) {
        problems.add(
            "config.maxmemory is '%s' but resources.limits.memory leaves %d bytes for data: write less, or a higher limit"
                .formatted(value, budget.maxmemoryBytes()));
        return;
      }
    }
    directives.put(name, settled);
  }

  private String bytes(String size) {
    try {
      return Long.toString(MemorySizes.toBytes(size));
    } catch (IllegalArgumentException | ArithmeticException e) {
      problems.add("'" + size + "' is no size: write for example 64mb or 1gb");
      return "0";
    }
  }

  private ClusterSpec.Storage storage() {
    StorageSpec storage = orElse(spec.storage, new StorageSpec());
    return new ClusterSpec.Storage(
        orElse(storage.size, StorageSpec.SIZE_DEFAULT),
        storage.storageClassName,
        List.copyOf(orElse(storage.accessModes, StorageSpec.ACCESS_MODES_DEFAULT)),
        orElse(storage.retainOnDelete, true),
        orElse(storage.retainOnScaleDown, false));
  }

  private ClusterSpec.Pod pod(@Nullable PodSpec override) {
    PodTemplateOverride template = orElse(spec.podTemplate, new PodTemplateOverride());
    return new ClusterSpec.Pod(
        orElse(spec.image, defaultImage),
        spec.imagePullPolicy == null ? null : spec.imagePullPolicy.wireName(),
        List.copyOf(orElse(spec.imagePullSecrets, List.of())),
        orElse(spec.resources, new ResourceRequirements()),
        orElse(spec.scheduling, new SchedulingSpec()),
        Map.copyOf(orElse(template.labels, Map.of())),
        Map.copyOf(orElse(template.annotations, Map.of())),
        override,
        orElse(spec.terminationGracePeriodSeconds, 60L));
  }

  private @Nullable PodSpec podOverride() {
    JsonNode override = spec.podTemplate == null ? null : spec.podTemplate.spec;
    if (override == null || override.isNull()) {
      return null;
    }
    try {
      return STRICT.treeToValue(override, PodSpec.class);
    } catch (JsonProcessingException e) {
      problems.add("podTemplate.spec is no pod spec: " + e.getOriginalMessage());
      return null;
    }
  }

  private static String yesNo(boolean value) {
    return value ? "yes" : "no";
  }

  private static <T> T orElse(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
