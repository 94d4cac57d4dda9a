package dev.redwing.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The operator as a process. The cluster is found as every client finds it: in-cluster, by {@code
 * KUBECONFIG}, or by {@code -Dkubernetes.master}.
 */
@Command(
    name = "redwing-operator",
    description = "Looks after Redwing resources.",
    mixinStandardHelpOptions = true)
public final class OperatorMain implements Runnable {
  /** One request with its retry stays below the renew deadline of the lease. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(4);

  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(3);

  @Option(
      names = "--namespaces",
      split = ",",
      defaultValue = "${env:REDWING_NAMESPACES:-}",
      description = "Namespaces to look after, comma-separated; all when empty.")
  private Set<String> namespaces = Set.of();

  @Option(
      names = "--server-image",
      defaultValue = "${env:REDWING_SERVER_IMAGE:-" + OperatorSettings.IMAGE_DEFAULT + "}",
      description = "The server's image where a resource names none (${DEFAULT-VALUE}).")
  private String serverImage = OperatorSettings.IMAGE_DEFAULT;

  @Option(
      names = "--health-port",
      defaultValue = "${env:REDWING_HEALTH_PORT:-8080}",
      description = "Port of /healthz and /readyz, -1 for none (${DEFAULT-VALUE}).")
  private int healthPort;

  @Option(
      names = "--leader-election",
      arity = "1",
      defaultValue = "${env:REDWING_LEADER_ELECTION:-false}",
      description = "Whether several operators take turns by a lease (${DEFAULT-VALUE}).")
  private boolean leaderElection;

  @Option(
      names = "--lease-namespace",
      defaultValue = "${env:POD_NAMESPACE:-default}",
      description = "Namespace of the lease (${DEFAULT-VALUE}).")
  private String leaseNamespace = "default";

  @Option(
      names = "--lease-name",
      defaultValue = "${env:REDWING_LEASE_NAME:-redwing-operator}",
      description = "Name of the lease (${DEFAULT-VALUE}).")
  private String leaseName = "redwing-operator";

  @Option(
      names = "--identity",
      defaultValue = "${env:POD_NAME:-}",
      description = "This operator's name in the lease; the host's when empty.")
  private String identity = "";

  public static void main(String[] arguments) {
    int code = new CommandLine(new OperatorMain()).execute(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  @Override
  public void run() {
    AtomicReference<@Nullable OperatorRunner> runner = new AtomicReference<>();
    CountDownLatch stopped = new CountDownLatch(1);
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config()).build()) {
      startHealth(runner);
      OperatorRunner started = OperatorRunner.start(client, settings());
      runner.set(started);
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .unstarted(
                      () -> {
                        started.close();
                        stopped.countDown();
                      }));
      stopped.await();
    } catch (IOException e) {
      throw new IllegalStateException("health port " + healthPort + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers until the process ends. */
  private void startHealth(AtomicReference<@Nullable OperatorRunner> runner) throws IOException {
    if (healthPort >= 0) {
      HealthServer.start(
          healthPort,
          () -> {
            OperatorRunner running = runner.get();
            return running == null || running.isHealthy();
          },
          () -> runner.get() != null);
    }
  }

  private OperatorSettings settings() {
    return new OperatorSettings(
        namespaces.stream().filter(each -> !each.isBlank()).collect(Collectors.toSet()),
        serverImage,
        OperatorSettings.DEFAULTS.probeInterval(),
        OperatorSettings.DEFAULTS.probeTimeout(),
        leaderElection ? new OperatorSettings.Lease(leaseNamespace, leaseName, identity()) : null);
  }

  private String identity() {
    if (!identity.isEmpty()) {
      return identity;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "redwing-operator-" + ProcessHandle.current().pid();
    }
  }

  private static Config config() {
    return new ConfigBuilder(Config.autoConfigure(null))
        .withRequestTimeout((int) REQUEST_TIMEOUT.toMillis())
        .withConnectionTimeout((int) CONNECTION_TIMEOUT.toMillis())
        .withRequestRetryBackoffLimit(1)
        .withRequestRetryBackoffInterval(200)
        .build();
  }
}
