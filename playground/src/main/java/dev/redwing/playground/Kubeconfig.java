package dev.redwing.playground;

import dev.redwing.playground.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How clients find the playground's API server: the operator, and whoever has a kubectl. */
final class Kubeconfig {
  private Kubeconfig() {}

  static Path write(Cluster cluster) throws IOException {
    String text =
        """
        apiVersion: v1
        kind: Config
        current-context: redwing
        contexts: [{name: redwing, context: {cluster: redwing, user: redwing, namespace: default}}]
        clusters: [{name: redwing, cluster: {server: "%s"}}]
        users: [{name: redwing, user: {}}]
        """
            .formatted(cluster.apiUrl());
    return Files.writeString(cluster.directory().resolve("kubeconfig"), text);
  }
}
