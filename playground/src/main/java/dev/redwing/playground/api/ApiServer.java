package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.redwing.playground.api.Registry.Deletion;
import dev.redwing.playground.api.Registry.Write;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The HTTP side: which request is which call on the {@link Registry}. */
public final class ApiServer implements AutoCloseable {
  static {
    // Without it the server's small writes wait for the client's delayed acknowledgement, 40 ms
    // each.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** What a pod's container wrote, for the log subresource. */
  @FunctionalInterface
  public interface PodLogs {
    byte[] of(String namespace, String pod) throws IOException;
  }

  private final Registry registry;
  private final Discovery discovery;
  private final PodLogs logs;
  private final HttpServer http;
  private final Set<String> used = new ConcurrentSkipListSet<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private ApiServer(Registry registry, PodLogs logs, HttpServer http) {
    this.registry = registry;
    this.discovery = new Discovery(registry.types());
    this.logs = logs;
    this.http = http;
  }

  /** Listens at that address; port 0 takes any. */
  public static ApiServer start(Registry registry, PodLogs logs, InetSocketAddress address)
      throws IOException {
    HttpServer http = HttpServer.create(address, 0);
    ApiServer server = new ApiServer(registry, logs, http);
    http.createContext("/", server::handle);
    http.setExecutor(server.threads);
    http.start();
    return server;
  }

  /**
   * What clients did so far, as roles name it: {@code group/resource verb}. Nobody is refused
   * anything here; a test compares this with what a real cluster's roles would allow.
   */
  public Set<String> used() {
    return Set.copyOf(used);
  }

  private void note(Exchange exchange, Target target) {
    ResourceType type = target.type();
    boolean isWatch = exchange.asks("watch");
    String resource =
        target.subresource().isEmpty() ? type.plural() : type.plural() + "/" + target.subresource();
    String verb =
        switch (exchange.method()) {
          case "GET" -> isWatch ? "watch" : target.isCollection() ? "list" : "get";
          case "POST" -> "create";
          case "PUT" -> "update";
          case "DELETE" -> target.isCollection() ? "deletecollection" : "delete";
          default -> exchange.method().toLowerCase(Locale.ROOT);
        };
    used.add(type.group() + "/" + resource + " " + verb);
    boolean isApply =
        exchange.method().equals("PATCH") && exchange.contentType().equals(Patch.APPLY);
    if (isApply && registry.find(type, target.namespace(), target.name()) == null) {
      used.add(type.group() + "/" + resource + " create"); // asked for beside patch
    }
  }

  public String url() {
    InetSocketAddress address = http.getAddress();
    return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange http) throws IOException {
    Exchange exchange = new Exchange(http);
    try {
      answer(exchange);
    } catch (ApiException e) {
      exchange.reply(e.code(), e.status());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) { // a bug here must reach the client as a 500, not as silence
      exchange.reply(500, ApiException.internal(e.toString()).status());
      throw e;
    } finally {
      exchange.close();
    }
  }

  private void answer(Exchange exchange) throws IOException, InterruptedException {
    String path = exchange.path();
    ObjectNode document = exchange.method().equals("GET") ? discovery.document(path) : null;
    if (document != null) {
      exchange.reply(200, document);
      return;
    }
    if (path.equals("/healthz") || path.equals("/livez") || path.equals("/readyz")) {
      exchange.replyBytes(200, "text/plain", new byte[] {'o', 'k'});
      return;
    }
    Target target = target(path);
    if (target == null) {
      throw ApiException.noSuchPath();
    }
    note(exchange, target);
    switch (target.subresource()) {
      case "", "status" -> object(exchange, target);
      case "scale" -> scale(exchange, target);
      case "eviction" -> evict(exchange, target);
      case "log" ->
          exchange.replyBytes(200, "text/plain", logs.of(target.namespace(), target.name()));
      default -> throw ApiException.noSuchPath();
    }
  }

  private @Nullable Target target(String path) {
    if (path.startsWith("/api/v1/")) {
      return Target.of(registry.types(), "", "v1", path.substring("/api/v1/".length()));
    }
    if (!path.startsWith("/apis/")) {
      return null;
    }
    String[] parts = path.substring("/apis/".length()).split("/", 3);
    return parts.length < 3 ? null : Target.of(registry.types(), parts[0], parts[1], parts[2]);
  }

  private void object(Exchange exchange, Target target) throws IOException, InterruptedException {
    ResourceType type = target.type();
    boolean isStatus = target.subresource().equals("status");
    if (isStatus && !type.statusSubresource()) {
      throw ApiException.noSuchPath();
    }
    switch (exchange.method()) {
      case "GET" -> {
        if (target.isCollection()) {
          listOrWatch(exchange, target);
        } else {
          exchange.reply(200, registry.get(type, target.namespace(), target.name()));
        }
      }
      case "POST" -> {
        ObjectNode object = located(exchange.bodyObject(), target);
        exchange.reply(201, registry.create(type, object, write(exchange)));
      }
      case "PUT" -> {
        ObjectNode object = located(exchange.bodyObject(), target);
        exchange.reply(200, registry.update(type, object, target.subresource(), write(exchange)));
      }
      case "PATCH" -> patch(exchange, target);
      case "DELETE" -> delete(exchange, target);
      default -> throw ApiException.methodNotAllowed();
    }
  }

  private void listOrWatch(Exchange exchange, Target target)
      throws IOException, InterruptedException {
    Predicate<JsonNode> selector =
        Selector.of(exchange.query("labelSelector"), exchange.query("fieldSelector"));
    if (exchange.asks("watch")) {
      watch(exchange, target, selector);
      return;
    }
    ResourceType type = target.type();
    ObjectNode list = Json.object();
    list.put("kind", type.kind() + "List").put("apiVersion", type.apiVersion());
    registry
        .store()
        .atomically(
            () -> {
              list.putObject("metadata")
                  .put("resourceVersion", Long.toString(registry.store().version()));
              list.putArray("items").addAll(registry.list(type, target.namespace(), selector));
              return list;
            });
    exchange.reply(200, list);
  }

  private void watch(Exchange exchange, Target target, Predicate<JsonNode> selector)
      throws IOException, InterruptedException {
    if (exchange.isUpgrade()) {
      // fabric8 tries a WebSocket first; told 200 instead of 101 it goes on with a plain stream.
      exchange.replyBytes(200, "application/json", new byte[0]);
      return;
    }
    OutputStream out = exchange.stream();
    out.flush();
    Watch watch =
        new Watch(
            registry.store(),
            target.type(),
            target.namespace(),
            selector,
            exchange.asks("allowWatchBookmarks"),
            out);
    try {
      watch.run(
          exchange.query("resourceVersion", ""),
          exchange.asks("sendInitialEvents"),
          Long.parseLong(exchange.query("timeoutSeconds", "0")));
      out.close();
    } catch (IOException e) {
      // The client went away, which is how a watch ends.
      return;
    }
  }

  private void patch(Exchange exchange, Target target) throws IOException {
    ResourceType type = target.type();
    if (!exchange.contentType().equals(Patch.APPLY)) {
      exchange.reply(
          200,
          registry.patch(
              type,
              target.namespace(),
              target.name(),
              target.subresource(),
              exchange.contentType(),
              exchange.body(),
              write(exchange)));
      return;
    }
    if (exchange.query("fieldManager", "").isEmpty()) {
      throw ApiException.badRequest(
          "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
    }
    ObjectNode applied = located(exchange.bodyObject(), target);
    boolean isNew = registry.find(type, target.namespace(), target.name()) == null;
    ObjectNode result = registry.apply(type, applied, target.subresource(), write(exchange));
    exchange.reply(isNew ? 201 : 200, result);
  }

  private void delete(Exchange exchange, Target target) throws IOException {
    ResourceType type = target.type();
    Deletion how = deletion(exchange);
    if (target.isCollection()) {
      Predicate<JsonNode> selector =
          Selector.of(exchange.query("labelSelector"), exchange.query("fieldSelector"));
      List<ObjectNode> doomed = registry.list(type, target.namespace(), selector);
      doomed.forEach(
          object -> registry.delete(type, Json.namespace(object), Json.name(object), how));
      exchange.reply(200, success(type, ""));
      return;
    }
    ObjectNode left = registry.delete(type, target.namespace(), target.name(), how);
    exchange.reply(200, left != null ? left : success(type, target.name()));
  }

  private static ObjectNode success(ResourceType type, String name) {
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success");
    status
        .putObject("details")
        .put("name", name)
        .put("group", type.group())
        .put("kind", type.plural());
    return status;
  }

  private static Deletion deletion(Exchange exchange) throws IOException {
    JsonNode body = exchange.body();
    JsonNode grace = body.path("gracePeriodSeconds");
    String asked = exchange.query("gracePeriodSeconds");
    Integer graceSeconds =
        grace.isNumber()
            ? Integer.valueOf(grace.intValue())
            : asked == null ? null : Integer.valueOf(asked);
    String policy = exchange.query("propagationPolicy", body.path("propagationPolicy").asText(""));
    JsonNode preconditions = body.path("preconditions");
    return new Deletion(
        graceSeconds,
        policy,
        preconditions.path("uid").asText(""),
        preconditions.path("resourceVersion").asText(""));
  }

  private void scale(Exchange exchange, Target target) throws IOException {
    ResourceType type = target.type();
    ResourceType.ScalePaths paths = type.scale();
    if (paths == null) {
      throw ApiException.noSuchPath();
    }
    ObjectNode live = registry.get(type, target.namespace(), target.name());
    ObjectNode scale = Scale.of(live, paths);
    if (exchange.method().equals("GET")) {
      exchange.reply(200, scale);
      return;
    }
    JsonNode body = exchange.body();
    ObjectNode wanted =
        exchange.method().equals("PUT")
            ? (ObjectNode) body
            : Patch.patched(exchange.contentType(), scale, body, Shape.builtIn(type));
    ObjectNode changed =
        registry.edit(
            type,
            target.namespace(),
            target.name(),
            "",
            write(exchange),
            object -> {
              Json.set(object, paths.specReplicas(), wanted.path("spec").path("replicas"));
              return object;
            });
    exchange.reply(200, Scale.of(changed, paths));
  }

  private static boolean isReady(ObjectNode pod) {
    for (JsonNode condition : pod.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private void evict(Exchange exchange, Target target) throws IOException {
    ObjectNode pod = registry.get(ResourceTypes.POD, target.namespace(), target.name());
    for (ObjectNode budget : registry.list(ResourceTypes.DISRUPTION_BUDGET, target.namespace())) {
      boolean covers = Selector.ofSpec(budget.path("spec").path("selector")).test(pod);
      boolean alwaysAllowed =
          budget.path("spec").path("unhealthyPodEvictionPolicy").asText().equals("AlwaysAllow")
              && !isReady(pod);
      if (covers
          && !alwaysAllowed
          && budget.path("status").path("disruptionsAllowed").asInt(0) == 0) {
        throw ApiException.tooManyRequests(
            "Cannot evict pod as it would violate the pod's disruption budget.");
      }
    }
    JsonNode options = exchange.body().path("deleteOptions");
    JsonNode grace = options.path("gracePeriodSeconds");
    Deletion how =
        new Deletion(grace.isNumber() ? Integer.valueOf(grace.intValue()) : null, "", "", "");
    registry.delete(ResourceTypes.POD, target.namespace(), target.name(), how);
    exchange.reply(201, success(ResourceTypes.POD, target.name()));
  }

  /** The path says where an object is; a body that says otherwise is refused. */
  private static ObjectNode located(ObjectNode object, Target target) {
    ObjectNode metadata = Json.child(object, "metadata");
    if (target.type().namespaced()) {
      String said = metadata.path("namespace").asText("");
      if (!said.isEmpty() && !said.equals(target.namespace())) {
        throw ApiException.badRequest(
            "the namespace of the provided object does not match the namespace sent on the request");
      }
      metadata.put("namespace", target.namespace());
    } else {
      metadata.remove("namespace");
    }
    if (!target.isCollection()) {
      String said = metadata.path("name").asText("");
      if (!said.isEmpty() && !said.equals(target.name())) {
        throw ApiException.badRequest(
            "the name of the object (%s) does not match the name on the URL (%s)"
                .formatted(said, target.name()));
      }
      metadata.put("name", target.name());
    }
    return object;
  }

  private static Write write(Exchange exchange) {
    return new Write(
        exchange.manager(),
        exchange.asks("force"),
        exchange.query("dryRun", "").equals("All"),
        exchange.query("fieldValidation", "").equals("Strict"));
  }
}
