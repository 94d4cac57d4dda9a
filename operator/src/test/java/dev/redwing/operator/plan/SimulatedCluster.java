package dev.redwing.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.crds.RedwingStatus;
import dev.redwing.operator.config.ClusterId;
import dev.redwing.operator.desired.Labels;
import dev.redwing.operator.observe.NodeRole;
import dev.redwing.operator.observe.NodeSight;
import dev.redwing.operator.observe.NodeState;
import dev.redwing.operator.observe.Observed;
import dev.redwing.operator.observe.PodView;
import dev.redwing.operator.observe.Sighting;
import dev.redwing.operator.plan.PlanInput.Pause;
import dev.redwing.operator.status.StatusReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in memory: volumes, pods with servers in managed mode, a StatefulSet controller,
 * clients that write, and the operator's own loop of observe, plan and act around the real planner.
 * Data is a count of writes; what a volume holds is what its offset says.
 */
final class SimulatedCluster {
  static final ClusterId ID = new ClusterId("ns", "demo");

  /** What survives a pod. */
  static final class Volume {
    long term;
    long offset;
    long createdAt;
  }

  /** A pod and the server in it. */
  static final class Server {
    final String uid;
    final Volume volume;
    final String template;
    NodeRole role = NodeRole.UNASSIGNED;
    @Nullable String masterHost;
    boolean linkUp;
    boolean silent;
    long pausedUntil;
    int startsIn;
    @Nullable String roleLabel;
    boolean inSyncLabel;
    final Map<String, String> config = new HashMap<>(Map.of("hz", "10"));

    Server(String uid, Volume volume, String template) {
      this.uid = uid;
      this.volume = volume;
      this.template = template;
    }
  }

  final Map<Integer, Volume> volumes = new TreeMap<>();
  final Map<Integer, Server> servers = new TreeMap<>();
  int wantedNodes = 3;
  String wantedTemplate = "t1";
  Map<String, String> wantedConfig = Map.of("hz", "10");
  int setNodes;
  String setTemplate = "";
  long now = 1_000_000;
  long resourceCreatedAt = now;
  long acknowledgedWrites;
  private int uids;
  private @Nullable RedwingStatus status;
  private @Nullable Pause pause;
  ConfigMemory configMemory = ConfigMemory.EMPTY;
  Plan lastPlan =
      new Plan(
          Intent.NONE,
          List.of(),
          0,
          java.util.Set.of(),
          false,
          new Situation(Reason.WAITING_FOR_PODS, ""));
  final List<String> log = new ArrayList<>();

  /** A second passes: kubelet, clients, replication, one pass of the operator. */
  void tick() {
    now += 1000;
    controller();
    write();
    replicate();
    pass();
    checkSafety();
  }

  void ticks(int count) {
    for (int i = 0; i < count; i++) {
      tick();
    }
  }

  /** The StatefulSet controller and the kubelets. */
  private void controller() {
    for (int ordinal = 0; ordinal < setNodes; ordinal++) {
      int current = ordinal;
      Volume volume =
          volumes.computeIfAbsent(
              ordinal,
              _ -> {
                Volume fresh = new Volume();
                fresh.createdAt = now;
                return fresh;
              });
      Server server =
          servers.computeIfAbsent(
              current,
              _ -> {
                Server started = new Server("uid-" + uids++, volume, setTemplate);
                started.startsIn = 2;
                return started;
              });
      server.startsIn = Math.max(0, server.startsIn - 1);
    }
    servers.keySet().removeIf(ordinal -> ordinal >= setNodes);
    if (setNodes > 0) {
      volumes.keySet().removeIf(ordinal -> ordinal >= setNodes);
    }
  }

  private void write() {
    for (Server server : servers.values()) {
      if (server.role == NodeRole.MASTER && !server.silent && now >= server.pausedUntil) {
        server.volume.offset += 10;
        acknowledgedWrites = Math.max(acknowledgedWrites, server.volume.offset);
      }
    }
  }

  private void replicate() {
    for (Server server : servers.values()) {
      server.linkUp = false;
      if (server.role != NodeRole.REPLICA || server.startsIn > 0) {
        continue;
      }
      for (Map.Entry<Integer, Server> other : servers.entrySet()) {
        Server master = other.getValue();
        boolean followed = ID.host(ID.pod(other.getKey())).equals(server.masterHost);
        if (followed && master.role == NodeRole.MASTER && !master.silent) {
          server.linkUp = true;
          server.volume.offset = master.volume.offset;
        }
      }
    }
  }

  /** One pass as the reconciler does it: record, or act. */
  void pass() {
    Plan plan = Planner.plan(input());
    lastPlan = plan;
    boolean recorded = !plan.intent().equals(StatusReport.intentOf(status));
    if (!recorded) {
      setNodes = plan.nodes();
      setTemplate = wantedTemplate;
      for (Action action : plan.actions()) {
        log.add(action.toString());
        if (!carryOut(action)) {
          break;
        }
      }
    }
    status =
        StatusReport.build(
            new StatusReport.Input(ID, 1, wantedNodes, plan, observe(), List.of(), status, now));
  }

  private boolean carryOut(Action action) {
    return switch (action) {
      case Action.AssignMaster(String pod, long term) -> {
        Server server = server(pod);
        if (server == null || server.silent || term < server.volume.term) {
          yield false;
        }
        server.role = NodeRole.MASTER;
        server.volume.term = term;
        server.masterHost = null;
        yield true;
      }
      case Action.AssignReplica(String pod, String host, int port, long term) -> {
        Server server = server(pod);
        if (server == null || server.silent || term < server.volume.term) {
          yield false;
        }
        server.role = NodeRole.REPLICA;
        server.volume.term = term;
        server.masterHost = host;
        yield true;
      }
      case Action.PauseWrites(String pod, long millis) -> {
        Server server = server(pod);
        if (server == null || server.silent) {
          yield false;
        }
        server.pausedUntil = now + millis;
        pause = new Pause(pod, now, now + millis);
        yield true;
      }
      case Action.Label(String pod, String role, boolean inSync) -> {
        Server server = server(pod);
        if (server != null) {
          server.roleLabel = role;
          server.inSyncLabel = inSync;
        }
        yield true;
      }
      case Action.SetDirective(String pod, String name, String value) -> {
        Server server = server(pod);
        if (server != null) {
          server.config.put(name, value);
        }
        yield true;
      }
      case Action.DeletePod(String pod, String uid, String why) -> {
        servers.remove(ID.ordinal(pod));
        yield true;
      }
    };
  }

  private @Nullable Server server(String pod) {
    return servers.get(ID.ordinal(pod));
  }

  PlanInput input() {
    return new PlanInput(
        ID,
        wantedNodes,
        wantedTemplate,
        wantedConfig,
        configMemory,
        StatusReport.intentOf(status),
        observe(),
        pause,
        now);
  }

  Observed observe() {
    List<PodView> pods = new ArrayList<>();
    Map<String, Sighting> sightings = new HashMap<>();
    List<Integer> newClaims = new ArrayList<>();
    servers.forEach(
        (ordinal, server) -> {
          String name = ID.pod(ordinal);
          boolean up = server.startsIn == 0 && !server.silent;
          pods.add(
              new PodView(
                  name,
                  server.uid,
                  ordinal,
                  "10.0.0." + ordinal,
                  up,
                  false,
                  null,
                  server.roleLabel,
                  server.inSyncLabel,
                  server.template));
          sightings.put(
              name,
              new Sighting(
                  server.uid,
                  now + 1,
                  up
                      ? new NodeSight.Seen(state(server))
                      : new NodeSight.Unseen("Connection refused")));
        });
    volumes.forEach(
        (ordinal, volume) -> {
          if (volume.createdAt >= resourceCreatedAt) {
            newClaims.add(ordinal);
          }
        });
    return new Observed(
        pods,
        sightings,
        setNodes == 0 ? null : new Observed.SetView(setNodes, setTemplate),
        newClaims);
  }

  private static NodeState state(Server server) {
    return new NodeState(
        "id",
        server.role,
        server.volume.term,
        "replid",
        server.volume.offset,
        false,
        server.masterHost,
        6379,
        server.linkUp,
        0,
        server.volume.offset,
        server.config);
  }

  /** What must hold at every moment. */
  private void checkSafety() {
    Map<Long, Integer> masters = new HashMap<>();
    int labelled = 0;
    for (Server server : servers.values()) {
      if (server.role == NodeRole.MASTER) {
        masters.merge(server.volume.term, 1, Integer::sum);
      }
      if (Labels.MASTER.equals(server.roleLabel)) {
        labelled++;
      }
    }
    assertThat(masters.values()).as("masters of one term: %s", masters).allMatch(n -> n == 1);
    assertThat(masters.size()).as("writable masters %s; %s", masters, log).isLessThanOrEqualTo(1);
    assertThat(labelled).as("pods in the master's service; %s", log).isLessThanOrEqualTo(1);
  }

  // ---- what befalls it

  void restart(int ordinal) {
    servers.remove(ordinal);
  }

  void loseVolume(int ordinal) {
    servers.remove(ordinal);
    volumes.remove(ordinal);
  }

  void forgetOperator() {
    pause = null;
    configMemory = ConfigMemory.EMPTY;
  }

  void forgetStatus() {
    status = null;
  }

  boolean isServing() {
    return lastPlan.situation().reason() == Reason.SERVING;
  }

  @Nullable String master() {
    return lastPlan.masterServes() ? lastPlan.intent().target() : null;
  }

  long term() {
    return lastPlan.intent().term();
  }

  void untilServing(int limit) {
    tick();
    for (int i = 1; i < limit && !(isServing() && lastPlan.actions().isEmpty()); i++) {
      tick();
    }
    assertThat(isServing()).as("%s; %s", lastPlan.situation(), log).isTrue();
  }
}
