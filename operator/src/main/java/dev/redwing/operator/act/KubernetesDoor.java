package dev.redwing.operator.act;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.crds.Redwing;
import dev.redwing.operator.config.ClusterId;
import dev.redwing.operator.desired.Labels;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door to a real API server. */
public final class KubernetesDoor implements ClusterDoor {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesDoor.class);
  private static final int MESSAGE_MAX = 1000;

  private final KubernetesClient client;
  private final LongSupplier clockMillis;

  public KubernetesDoor(KubernetesClient client, LongSupplier clockMillis) {
    this.client = client;
    this.clockMillis = clockMillis;
  }

  @Override
  public void apply(HasMetadata object) {
    client.resource(object).fieldManager(Labels.OPERATOR).forceConflicts().serverSideApply();
  }

  /** A merge patch and not an apply: an apply would create a pod that is gone by now. */
  @Override
  public void label(ClusterId id, String pod, @Nullable String role, boolean inSync) {
    ObjectNode labels = JsonNodeFactory.instance.objectNode();
    labels.put(Labels.ROLE, role);
    labels.put(Labels.IN_SYNC, inSync ? "true" : null);
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").set("labels", labels);
    try {
      client
          .pods()
          .inNamespace(id.namespace())
          .withName(pod)
          .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
    } catch (KubernetesClientException e) {
      // A pod that is gone meanwhile needs no label.
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  @Override
  public void deletePod(ClusterId id, String pod, String uid) {
    Pod existing = client.pods().inNamespace(id.namespace()).withName(pod).get();
    if (existing != null && uid.equals(existing.getMetadata().getUid())) {
      client.resource(existing).delete();
    }
  }

  @Override
  public void event(
      ClusterId id, String resourceUid, boolean warning, String reason, String message) {
    String now =
        Instant.ofEpochMilli(clockMillis.getAsLong()).truncatedTo(ChronoUnit.SECONDS).toString();
    Event event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(id.namespace())
            .withName(id.name() + "." + UUID.randomUUID())
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion(Redwing.API_VERSION)
            .withKind("Redwing")
            .withNamespace(id.namespace())
            .withName(id.name())
            .withUid(resourceUid)
            .endInvolvedObject()
            .withType(warning ? "Warning" : "Normal")
            .withReason(reason)
            .withMessage(message.substring(0, Math.min(message.length(), MESSAGE_MAX)))
            .withNewSource()
            .withComponent(Labels.OPERATOR)
            .endSource()
            .withReportingComponent("redwing.dev/operator")
            .withReportingInstance(Labels.OPERATOR)
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .build();
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      // An event tells what happened; that it cannot be told must not stop what happens.
      LOG.atWarn().addKeyValue("resource", id).log("event not written: {}", e.getMessage());
    }
  }
}
