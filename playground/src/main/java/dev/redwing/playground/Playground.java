package dev.redwing.playground;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.crds.Redwing;
import dev.redwing.playground.api.Json;
import dev.redwing.playground.api.Registry;
import dev.redwing.playground.api.ResourceType;
import dev.redwing.playground.api.ResourceTypes;
import dev.redwing.playground.cluster.Cluster;
import dev.redwing.playground.cluster.PodLauncher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cluster with our CRD and our operator in it. */
public final class Playground implements AutoCloseable {
  private static final String DEFINITION = "/META-INF/fabric8/redwings.redwing.dev-v1.yml";

  private final Cluster cluster;
  private final ResourceType redwings;
  private @Nullable OperatorProcess operator;
  private boolean closed;

  private Playground(Cluster cluster, ResourceType redwings) {
    this.cluster = cluster;
    this.redwings = redwings;
  }

  /** A cluster that knows the kind Redwing; nobody looks after it yet. */
  public static Playground start(PodLauncher launcher) throws IOException {
    Cluster cluster = Cluster.start(launcher);
    try (InputStream in = Playground.class.getResourceAsStream(DEFINITION)) {
      if (in == null) {
        throw new IOException("not on the class path: " + DEFINITION);
      }
      cluster.apply(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      ResourceType type =
          cluster.registry().types().ofKind(Redwing.GROUP + "/" + Redwing.VERSION, "Redwing");
      if (type == null) {
        throw new IOException("the CRD does not define the kind Redwing");
      }
      return new Playground(cluster, type);
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Does nothing once all is being removed: nobody would end that process. */
  public synchronized void startOperator() throws IOException {
    if (!closed) {
      operator = OperatorProcess.start(cluster);
    }
  }

  synchronized @Nullable OperatorProcess operator() {
    return operator;
  }

  public Cluster cluster() {
    return cluster;
  }

  Registry registry() {
    return cluster.registry();
  }

  ResourceType redwings() {
    return redwings;
  }

  /** Applies a YAML text; answers with the names of the Redwing resources in it. */
  List<String> apply(String yaml) {
    return cluster.apply(yaml).stream()
        .filter(object -> object.path("kind").asText().equals("Redwing"))
        .map(Json::name)
        .toList();
  }

  Redwing redwing(String name) {
    return Json.typed(registry().get(redwings, "default", name), Redwing.class);
  }

  /** The pods of a resource, in their order. */
  List<ObjectNode> podsOf(String name) {
    return registry().list(ResourceTypes.POD, "default").stream()
        .filter(
            pod ->
                pod.path("metadata")
                    .path("ownerReferences")
                    .path(0)
                    .path("name")
                    .asText()
                    .equals(name))
        .toList();
  }

  /** The password clients of that resource need; empty when it has none. */
  String passwordOf(String name) {
    Redwing redwing = redwing(name);
    if (redwing.getSpec() == null
        || redwing.getSpec().auth == null
        || redwing.getSpec().auth.secretName == null) {
      return "";
    }
    ObjectNode secret =
        registry().find(ResourceTypes.SECRET, "default", redwing.getSpec().auth.secretName);
    return secret == null
        ? ""
        : new String(
            Base64.getDecoder().decode(secret.path("data").path("password").asText("")),
            StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (operator != null) {
      operator.close();
    }
    cluster.close();
  }
}
