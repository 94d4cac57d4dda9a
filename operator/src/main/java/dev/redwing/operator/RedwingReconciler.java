package dev.redwing.operator;

import dev.redwing.crds.AuthSpec;
import dev.redwing.crds.Redwing;
import dev.redwing.crds.RedwingStatus;
import dev.redwing.operator.act.ActionRunner;
import dev.redwing.operator.act.ClusterDoor;
import dev.redwing.operator.act.Drift;
import dev.redwing.operator.config.ClusterId;
import dev.redwing.operator.config.ClusterSpec;
import dev.redwing.operator.config.Directive;
import dev.redwing.operator.config.Directives;
import dev.redwing.operator.config.SettledSpec;
import dev.redwing.operator.config.SpecSettler;
import dev.redwing.operator.desired.AuthState;
import dev.redwing.operator.desired.ConfigObjects;
import dev.redwing.operator.desired.DesiredObjects;
import dev.redwing.operator.desired.Labels;
import dev.redwing.operator.observe.ClusterView;
import dev.redwing.operator.observe.NodeTarget;
import dev.redwing.operator.observe.Observed;
import dev.redwing.operator.observe.PodView;
import dev.redwing.operator.observe.ProbeBoard;
import dev.redwing.operator.plan.Intent;
import dev.redwing.operator.plan.Plan;
import dev.redwing.operator.plan.PlanInput;
import dev.redwing.operator.plan.Planner;
import dev.redwing.operator.plan.Reason;
import dev.redwing.operator.plan.Situation;
import dev.redwing.operator.status.StatusChange;
import dev.redwing.operator.status.StatusReport;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over a resource: gather what is known, let the pure code decide, carry it out, report.
 * The SDK runs one pass of a resource at a time.
 */
@ControllerConfiguration(name = "redwing", fieldManager = Labels.OPERATOR)
final class RedwingReconciler implements Reconciler<Redwing> {
  private static final Logger LOG = LoggerFactory.getLogger(RedwingReconciler.class);
  private static final long OFFSETS_WRITE_MILLIS = 10_000;
  private static final long PASSWORD_READ_MILLIS = 5_000;

  /** What is applied, by kind; pods and claims are only watched. */
  private static final List<Class<? extends HasMetadata>> OWNED =
      List.of(
          ConfigMap.class,
          Secret.class,
          Service.class,
          PodDisruptionBudget.class,
          StatefulSet.class);

  private final OperatorSettings settings;
  private final KubernetesClient client;
  private final ProbeBoard board;
  private final ActionRunner actions;
  private final ClusterDoor door;
  private final LongSupplier clockMillis;
  private final LookTimer timer;
  private volatile boolean stopping;
  private final Map<ClusterId, ClusterMemory> memories = new ConcurrentHashMap<>();

  RedwingReconciler(
      OperatorSettings settings,
      KubernetesClient client,
      ProbeBoard board,
      ActionRunner actions,
      ClusterDoor door,
      LongSupplier clockMillis) {
    this.settings = settings;
    this.client = client;
    this.board = board;
    this.actions = actions;
    this.door = door;
    this.clockMillis = clockMillis;
    this.timer = new LookTimer(board, settings.probeInterval(), this::forget);
  }

  /** From here on passes do nothing. */
  void stop() {
    stopping = true;
  }

  private void forget(ClusterId id) {
    board.forget(id);
    memories.remove(id);
  }

  @Override
  public List<EventSource<?, Redwing>> prepareEventSources(EventSourceContext<Redwing> context) {
    List<EventSource<?, Redwing>> sources = new ArrayList<>();
    sources.add(timer);
    OWNED.forEach(kind -> sources.add(informer(kind, context)));
    sources.add(informer(Pod.class, context));
    sources.add(informer(PersistentVolumeClaim.class, context));
    return sources;
  }

  /** Pods and claims are owned by the StatefulSet, so that all are found by label. */
  private static <R extends HasMetadata> EventSource<R, Redwing> informer(
      Class<R> kind, EventSourceContext<Redwing> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, Redwing.class)
            .withLabelSelector(Labels.SELECT_MANAGED)
            .withNamespacesInheritedFromController()
            .withSecondaryToPrimaryMapper(RedwingReconciler::primaryOf)
            .build(),
        context);
  }

  private static Set<ResourceID> primaryOf(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    String name = labels == null ? null : labels.get(Labels.INSTANCE);
    return name == null
        ? Set.of()
        : Set.of(new ResourceID(name, object.getMetadata().getNamespace()));
  }

  @Override
  public UpdateControl<Redwing> reconcile(Redwing cached, Context<Redwing> context) {
    ClusterId id = SpecSettler.idOf(cached);
    if (cached.getMetadata().getDeletionTimestamp() != null) {
      return UpdateControl.noUpdate();
    }
    if (stopping) {
      // Informers are emptied while the operator stops: nothing seen then is to be believed.
      return UpdateControl.noUpdate();
    }
    ClusterMemory memory = memories.computeIfAbsent(id, _ -> new ClusterMemory());
    new Pass(id, memory.freshest(cached), memory, context).run();
    return UpdateControl.noUpdate();
  }

  /** The state of one pass. */
  private final class Pass {
    private final ClusterId id;
    private final Redwing resource;
    private final ClusterMemory memory;
    private final Context<Redwing> context;
    private final List<Situation> problems = new ArrayList<>();
    private AuthState auth = AuthState.NONE;

    Pass(ClusterId id, Redwing resource, ClusterMemory memory, Context<Redwing> context) {
      this.id = id;
      this.resource = resource;
      this.memory = memory;
      this.context = context;
    }

    void run() {
      // observe
      ClusterSpec spec = settle();
      Observed observed = observe();
      auth = ConfigObjects.authState(existing(Secret.class, id.authSecret()));
      boolean authKnown = spec == null || readPassword(spec);
      ConfigMap conf = existing(ConfigMap.class, id.configMap());
      Map<String, String> directives = liveDirectives(spec, conf);
      if (!watch(observed, directives.keySet())) {
        timer.lookSoon(id);
        return;
      }
      // decide
      PlanInput input = input(spec, observed, directives);
      Plan plan = Planner.plan(input);
      // record before anything is done about it
      if (!plan.intent().equals(input.intent())) {
        report(input, plan);
        timer.lookSoon(id);
        return;
      }
      // act
      if (spec != null && authKnown) {
        apply(spec, conf, plan);
      }
      act(plan, input, observed);
      report(input, plan);
    }

    private @Nullable ClusterSpec settle() {
      return switch (SpecSettler.settle(resource, settings.defaultImage())) {
        case SettledSpec.Accepted(ClusterSpec spec) -> spec;
        case SettledSpec.Refused(List<String> found) -> {
          problems.add(new Situation(Reason.SPEC_REFUSED, String.join("; ", found)));
          yield null;
        }
      };
    }

    private Observed observe() {
      return ClusterView.observe(
          id,
          resource.getMetadata().getCreationTimestamp(),
          existing(StatefulSet.class, id.statefulSet()),
          context.getSecondaryResources(Pod.class),
          context.getSecondaryResources(PersistentVolumeClaim.class),
          board.sightings(id));
    }

    private <R extends HasMetadata> @Nullable R existing(Class<R> kind, String name) {
      for (R object : context.getSecondaryResources(kind)) {
        if (name.equals(object.getMetadata().getName())) {
          return object;
        }
      }
      return null;
    }

    /** Whether it is known what the password shall be. */
    private boolean readPassword(ClusterSpec spec) {
      String secretName = spec.authSecretName();
      if (secretName == null) {
        auth = auth.then(null);
        return true;
      }
      long now = clockMillis.getAsLong();
      if (memory.userPassword == null
          || now - memory.userPasswordReadAtMillis >= PASSWORD_READ_MILLIS) {
        Secret secret = client.secrets().inNamespace(id.namespace()).withName(secretName).get();
        memory.userPassword =
            secret == null || secret.getData() == null
                ? null
                : ConfigObjects.decode(secret.getData().get(AuthSpec.PASSWORD_KEY));
        memory.userPasswordReadAtMillis = now;
      }
      String password = memory.userPassword;
      if (password == null || password.isEmpty()) {
        problems.add(
            new Situation(
                Reason.SECRET_MISSING,
                "secret %s with a key '%s' does not exist: create it"
                    .formatted(secretName, AuthSpec.PASSWORD_KEY)));
        return false;
      }
      auth = auth.then(password);
      return true;
    }

    private Map<String, String> liveDirectives(
        @Nullable ClusterSpec spec, @Nullable ConfigMap conf) {
      Map<String, String> directives = new LinkedHashMap<>();
      if (spec == null) {
        return directives;
      }
      for (String name : ConfigObjects.resetDirectives(conf, spec.directives())) {
        Directive directive = Objects.requireNonNull(Directives.find(name));
        directives.put(name, directive.defaultValue());
      }
      directives.putAll(spec.directives());
      String password = Objects.requireNonNullElse(auth.password(), "");
      directives.put("masterauth", password);
      directives.put("requirepass", password);
      return directives;
    }

    private PlanInput input(
        @Nullable ClusterSpec spec, Observed observed, Map<String, String> directives) {
      Observed.SetView set = observed.statefulSet();
      int nodes = spec != null ? spec.nodes() : set == null ? 0 : set.replicas();
      Set<String> uids =
          observed.pods().stream().map(PodView::uid).collect(Collectors.toUnmodifiableSet());
      memory.configMemory = memory.configMemory.keeping(uids);
      return new PlanInput(
          id,
          nodes,
          spec == null ? null : DesiredObjects.templateHash(spec),
          directives,
          memory.configMemory,
          StatusReport.intentOf(resource.getStatus()),
          observed,
          memory.pause,
          clockMillis.getAsLong());
    }

    private Map<String, NodeTarget> targets(Observed observed, Set<String> directives) {
      Map<String, NodeTarget> targets = new LinkedHashMap<>();
      for (PodView pod : observed.pods()) {
        String address = pod.address();
        if (address != null) {
          targets.put(
              pod.name(),
              new NodeTarget(
                  pod.name(),
                  pod.uid(),
                  address,
                  DesiredObjects.PORT,
                  auth.candidates(),
                  directives));
        }
      }
      return targets;
    }

    /**
     * Says whom to look at; false while a server was not looked at since the last order, or never:
     * what is decided from old answers is decided twice.
     */
    private boolean watch(Observed observed, Set<String> directives) {
      Map<String, NodeTarget> targets = targets(observed, directives);
      board.watch(id, List.copyOf(targets.values()));
      return targets.keySet().stream()
          .allMatch(
              pod ->
                  observed.sightings().containsKey(pod)
                      && observed.askedAtMillis(pod) >= memory.ordersGivenAtMillis);
    }

    private void apply(ClusterSpec spec, @Nullable ConfigMap conf, Plan plan) {
      Set<String> reset = ConfigObjects.resetDirectives(conf, spec.directives());
      // What a running server refused would keep the next one from starting.
      ClusterSpec safe = spec.without(memory.configMemory.refusedDirectives(spec.directives()));
      boolean isWhole = plan.masterServes() && plan.inSync().size() >= spec.nodes() - 1;
      for (HasMetadata desired : DesiredObjects.of(safe, auth, plan.nodes(), reset, isWhole)) {
        String name = desired.getMetadata().getName();
        HasMetadata actual = existing(desired.getClass(), name);
        String key = desired.getKind() + "/" + name;
        String hash =
            Objects.requireNonNull(
                desired.getMetadata().getAnnotations().get(Labels.DESIRED_HASH), key);
        if (!Drift.isPresent(actual, desired)
            || !memory.mayApply(key, hash, clockMillis.getAsLong())) {
          continue;
        }
        try {
          door.apply(desired);
          LOG.atInfo().addKeyValue("resource", id).addKeyValue("object", key).log("applied");
        } catch (KubernetesClientException e) {
          problems.add(new Situation(Reason.APPLY_FAILED, key + ": " + e.getMessage()));
          return;
        }
      }
    }

    private void act(Plan plan, PlanInput input, Observed observed) {
      ActionRunner.Outcome outcome =
          actions.run(
              id,
              uid(),
              plan.actions(),
              targets(observed, input.directives().keySet()),
              input.configMemory());
      memory.configMemory = outcome.configMemory();
      if (outcome.pause() != null) {
        memory.pause = outcome.pause();
      }
      if (outcome.done() > 0) {
        memory.ordersGivenAtMillis = clockMillis.getAsLong();
        timer.lookSoon(id);
      }
      List<String> refused = memory.configMemory.refusals(input.directives());
      if (!refused.isEmpty()) {
        problems.add(
            new Situation(
                Reason.CONFIG_REFUSED, "CONFIG SET refused: " + String.join("; ", refused)));
      }
    }

    private String uid() {
      return Objects.requireNonNullElse(resource.getMetadata().getUid(), "");
    }

    /** Writes the status where it changed; a conflict means that a newer pass will do better. */
    private void report(PlanInput input, Plan plan) {
      RedwingStatus former = resource.getStatus();
      long now = clockMillis.getAsLong();
      RedwingStatus status =
          StatusReport.build(
              new StatusReport.Input(
                  id,
                  Objects.requireNonNullElse(resource.getMetadata().getGeneration(), 0L),
                  input.nodes(),
                  plan,
                  input.observed(),
                  problems,
                  former,
                  now));
      boolean write =
          switch (StatusChange.between(former, status)) {
            case NONE -> false;
            case OFFSETS -> now - memory.statusWrittenAtMillis >= OFFSETS_WRITE_MILLIS;
            case ESSENTIAL -> true;
          };
      if (write) {
        write(status);
      }
      tell(plan.situation(), plan.intent());
    }

    private void write(RedwingStatus status) {
      Redwing next = new Redwing();
      next.setMetadata(resource.getMetadata());
      next.setSpec(resource.getSpec());
      next.setStatus(status);
      try {
        Redwing written = client.resource(next).updateStatus();
        memory.wrote(resource.getMetadata().getResourceVersion(), written);
        memory.statusWrittenAtMillis = clockMillis.getAsLong();
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
            && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
          throw e;
        }
        LOG.atDebug().addKeyValue("resource", id).log("status changed meanwhile; next pass");
      }
    }

    /** An event when the story takes a turn, not for every pass of it. */
    private void tell(Situation situation, Intent intent) {
      Situation shown = problems.isEmpty() ? situation : problems.getFirst();
      String event = shown.reason() + "/" + intent.term() + "/" + problems.size();
      if (!event.equals(memory.lastEvent)) {
        memory.lastEvent = event;
        door.event(
            id,
            uid(),
            shown.reason().kind() == Reason.Kind.BAD,
            shown.reason().wireName(),
            shown.message());
      }
    }
  }
}
