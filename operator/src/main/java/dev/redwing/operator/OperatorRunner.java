package dev.redwing.operator;

import dev.redwing.operator.act.ActionRunner;
import dev.redwing.operator.act.KubernetesDoor;
import dev.redwing.operator.observe.ProbeBoard;
import dev.redwing.operator.redis.JedisNodes;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;

/**
 * A running operator, for whoever has a client: the process's entry, tests, the playground.
 *
 * <p>With a lease {@link #start} returns at once and the operator works while it holds the lease.
 */
public final class OperatorRunner implements AutoCloseable {
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration STOP = Duration.ofSeconds(5);

  /** Requests to the API server must fail well before this, or a lease is lost to a slow one. */
  public static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);

  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Operator operator;
  private final RedwingReconciler reconciler;
  private final ProbeBoard board;
  private final JedisNodes nodes;

  private OperatorRunner(
      Operator operator, RedwingReconciler reconciler, ProbeBoard board, JedisNodes nodes) {
    this.operator = operator;
    this.reconciler = reconciler;
    this.board = board;
    this.nodes = nodes;
  }

  /** Starts an operator. The client stays the caller's to close. */
  public static OperatorRunner start(KubernetesClient client, OperatorSettings settings) {
    JedisNodes nodes = new JedisNodes((int) settings.probeTimeout().toMillis());
    ProbeBoard board = new ProbeBoard(nodes, System::currentTimeMillis);
    KubernetesDoor door = new KubernetesDoor(client, System::currentTimeMillis);
    RedwingReconciler reconciler =
        new RedwingReconciler(
            settings,
            client,
            board,
            new ActionRunner(nodes, door, System::currentTimeMillis),
            door,
            System::currentTimeMillis);
    Operator operator =
        new Operator(
            overrides -> {
              overrides
                  .withKubernetesClient(client)
                  .withCloseClientOnStop(false)
                  .withReconciliationTerminationTimeout(STOP);
              OperatorSettings.Lease lease = settings.lease();
              if (lease != null) {
                overrides.withLeaderElectionConfiguration(
                    LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(lease.name())
                        .withLeaseNamespace(lease.namespace())
                        .withIdentity(lease.identity())
                        .withLeaseDuration(LEASE)
                        .withRenewDeadline(RENEW_DEADLINE)
                        .withRetryPeriod(RETRY)
                        .build());
              }
            });
    operator.register(
        reconciler,
        configuration -> {
          // A pass starts again with the next look anyway; the retry only spreads errors out.
          configuration
              .withRetry(
                  new GenericRetry()
                      .setInitialInterval(Duration.ofSeconds(1).toMillis())
                      .setIntervalMultiplier(1.5)
                      .setMaxInterval(Duration.ofSeconds(10).toMillis())
                      .withoutMaxAttempts())
              .withRateLimiter(LinearRateLimiter.deactivatedRateLimiter());
          if (settings.namespaces().isEmpty()) {
            configuration.watchingAllNamespaces();
          } else {
            configuration.settingNamespaces(settings.namespaces());
          }
        });
    OperatorRunner runner = new OperatorRunner(operator, reconciler, board, nodes);
    operator.start();
    return runner;
  }

  /** Whether the informers work; an operator that waits for the lease is healthy. */
  public boolean isHealthy() {
    return !operator.getRuntimeInfo().isStarted()
        || operator.getRuntimeInfo().allEventSourcesAreHealthy();
  }

  @Override
  public void close() {
    reconciler.stop();
    operator.stop();
    board.close();
    nodes.close();
  }
}
