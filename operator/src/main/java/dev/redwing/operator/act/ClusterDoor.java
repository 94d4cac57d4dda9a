package dev.redwing.operator.act;

import dev.redwing.operator.config.ClusterId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

/** Changes in the Kubernetes cluster. Failures are the client's exceptions. */
public interface ClusterDoor {
  /** Server-side apply. */
  void apply(HasMetadata object);

  void label(ClusterId id, String pod, @Nullable String role, boolean inSync);

  void deletePod(ClusterId id, String pod, String uid);

  /** An event that {@code kubectl describe} shows. */
  void event(ClusterId id, String resourceUid, boolean warning, String reason, String message);
}
