package dev.redwing.playground.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Admission;
import dev.redwing.playground.api.Json;
import dev.redwing.playground.api.Registry;
import dev.redwing.playground.api.Registry.Deletion;
import dev.redwing.playground.api.Registry.Write;
import dev.redwing.playground.api.ResourceType;
import dev.redwing.playground.api.ResourceTypes;
import dev.redwing.playground.api.Selector;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Services: their addresses, their endpoints by selector and readiness (Endpoints and
 * EndpointSlices), the forwarding to them, and all names in the hosts file.
 */
final class Services implements Controller, Admission, AutoCloseable {
  private static final Write WRITE = Write.as("kube-controller-manager");

  private final Registry registry;
  private final Addresses addresses;
  private final HostsFile hosts;
  private final Map<String, Forwarder> forwarders = new HashMap<>();
  private final Map<String, String> addressByService = new HashMap<>();

  Services(Registry registry, Addresses addresses, HostsFile hosts) {
    this.registry = registry;
    this.addresses = addresses;
    this.hosts = hosts;
  }

  /** Gives a service its address as it is made; one it has stays. */
  @Override
  public void admit(ResourceType type, @Nullable ObjectNode old, ObjectNode object) {
    if (!type.equals(ResourceTypes.SERVICE)) {
      return;
    }
    ObjectNode spec = Json.child(object, "spec");
    String given = spec.path("clusterIP").asText("");
    if (given.isEmpty()) {
      String kept = old == null ? "" : old.path("spec").path("clusterIP").asText("");
      given = kept.isEmpty() ? addresses.newService() : kept;
      spec.put("clusterIP", given);
    }
    spec.putArray("clusterIPs").add(given);
  }

  private static boolean isHeadless(JsonNode service) {
    return service.path("spec").path("clusterIP").asText().equals("None");
  }

  @Override
  public void sync() {
    SortedMap<String, List<String>> names = new TreeMap<>();
    Set<String> ports = new HashSet<>();
    Map<String, String> present = new HashMap<>();
    for (ObjectNode service : registry.list(ResourceTypes.SERVICE, "")) {
      List<ObjectNode> pods = podsOf(service);
      writeEndpoints(service, pods);
      writeSlice(service, pods);
      name(service, pods, names);
      if (!isHeadless(service)) {
        present.put(Json.uid(service), service.path("spec").path("clusterIP").asText());
        forward(service, pods, ports);
      }
    }
    hosts.write(names);
    forwarders.forEach(
        (port, forwarder) -> {
          if (!ports.contains(port)) {
            forwarder.close();
          }
        });
    forwarders.keySet().retainAll(ports);
    addressByService.forEach(
        (uid, address) -> {
          if (!present.containsKey(uid)) {
            addresses.release(address);
          }
        });
    addressByService.clear();
    addressByService.putAll(present);
    removeLeftEndpoints();
  }

  /** Pods that are selected and have an address, whether ready or not. */
  private List<ObjectNode> podsOf(ObjectNode service) {
    JsonNode selector = service.path("spec").path("selector");
    if (selector.isEmpty()) {
      return List.of();
    }
    return registry.list(
        ResourceTypes.POD,
        Json.namespace(service),
        pod -> Selector.ofLabels(selector).test(pod) && !Pods.ip(pod).isEmpty());
  }

  private static boolean publishesAll(JsonNode service) {
    return service.path("spec").path("publishNotReadyAddresses").asBoolean();
  }

  private static boolean isPublished(JsonNode service, JsonNode pod) {
    return publishesAll(service) || Pods.isReady(pod);
  }

  // ---- names ---------------------------------------------------------------------------------

  private static void name(
      ObjectNode service, List<ObjectNode> pods, SortedMap<String, List<String>> names) {
    String name = Json.name(service) + "." + Json.namespace(service);
    if (!isHeadless(service)) {
      add(names, name, service.path("spec").path("clusterIP").asText());
      return;
    }
    for (ObjectNode pod : pods) {
      if (isPublished(service, pod)) {
        add(names, name, Pods.ip(pod));
        if (pod.path("spec").path("subdomain").asText().equals(Json.name(service))) {
          add(names, pod.path("spec").path("hostname").asText() + "." + name, Pods.ip(pod));
        }
      }
    }
  }

  /** A resolver's search path finds a name in any of these lengths. */
  private static void add(
      SortedMap<String, List<String>> names, String nameAndNamespace, String address) {
    for (String suffix : List.of("", ".svc", ".svc.cluster.local", ".svc.cluster.local.")) {
      names.computeIfAbsent(nameAndNamespace + suffix, name -> new ArrayList<>()).add(address);
    }
    if (nameAndNamespace.endsWith(".default")) {
      String shortName =
          nameAndNamespace.substring(0, nameAndNamespace.length() - ".default".length());
      names.computeIfAbsent(shortName, name -> new ArrayList<>()).add(address);
    }
  }

  // ---- forwarding ----------------------------------------------------------------------------

  private void forward(ObjectNode service, List<ObjectNode> pods, Set<String> ports) {
    String address = service.path("spec").path("clusterIP").asText();
    for (JsonNode port : service.path("spec").path("ports")) {
      List<InetSocketAddress> targets = new ArrayList<>();
      for (ObjectNode pod : pods) {
        if (isPublished(service, pod)) {
          int target = targetPort(port, pod);
          targets.add(new InetSocketAddress(Addresses.parsed(Pods.ip(pod)), target));
        }
      }
      InetSocketAddress at =
          new InetSocketAddress(Addresses.parsed(address), port.path("port").asInt());
      String key = at.toString();
      ports.add(key);
      forwarders.computeIfAbsent(key, absent -> new Forwarder(at)).target(targets);
    }
  }

  private static int targetPort(JsonNode servicePort, JsonNode pod) {
    JsonNode target = servicePort.path("targetPort");
    if (target.isNumber()) {
      return target.intValue();
    }
    for (JsonNode container : pod.path("spec").path("containers")) {
      for (JsonNode port : container.path("ports")) {
        if (port.path("name").asText().equals(target.asText())) {
          return port.path("containerPort").asInt();
        }
      }
    }
    return servicePort.path("port").asInt();
  }

  // ---- endpoints -----------------------------------------------------------------------------

  private void writeEndpoints(ObjectNode service, List<ObjectNode> pods) {
    if (service.path("spec").path("selector").isEmpty()) {
      return;
    }
    ObjectNode endpoints = objectFor(service, "v1", "Endpoints", Json.name(service));
    if (!pods.isEmpty()) {
      ObjectNode subset = endpoints.putArray("subsets").addObject();
      for (ObjectNode pod : pods) {
        String list = isPublished(service, pod) ? "addresses" : "notReadyAddresses";
        ObjectNode address = subset.withArray(list).addObject().put("ip", Pods.ip(pod));
        describe(address, service, pod);
      }
      ports(subset.putArray("ports"), service, pods.getFirst());
    }
    write(ResourceTypes.ENDPOINTS, endpoints);
  }

  private void writeSlice(ObjectNode service, List<ObjectNode> pods) {
    if (service.path("spec").path("selector").isEmpty()) {
      return;
    }
    String name = Json.name(service) + "-" + Json.uid(service).substring(0, 5);
    ObjectNode slice = objectFor(service, "discovery.k8s.io/v1", "EndpointSlice", name);
    Json.child(Json.child(slice, "metadata"), "labels")
        .put("kubernetes.io/service-name", Json.name(service))
        .put("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
    slice.put("addressType", "IPv4");
    ArrayNode endpoints = slice.putArray("endpoints");
    for (ObjectNode pod : pods) {
      ObjectNode endpoint = endpoints.addObject();
      endpoint.putArray("addresses").add(Pods.ip(pod));
      endpoint
          .putObject("conditions")
          .put("ready", isPublished(service, pod))
          .put("serving", publishesAll(service) || Pods.serves(pod))
          .put("terminating", Json.isTerminating(pod));
      describe(endpoint, service, pod);
    }
    ArrayNode ports = slice.putArray("ports");
    if (!pods.isEmpty()) {
      ports(ports, service, pods.getFirst());
    }
    write(ResourceTypes.ENDPOINT_SLICE, slice);
  }

  private static ObjectNode objectFor(
      ObjectNode service, String apiVersion, String kind, String name) {
    ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("name", name).put("namespace", Json.namespace(service));
    Owners.own(metadata, service);
    return object;
  }

  private static void describe(ObjectNode endpoint, JsonNode service, JsonNode pod) {
    endpoint.put("nodeName", pod.path("spec").path("nodeName").asText());
    if (pod.path("spec").path("subdomain").asText().equals(Json.name(service))) {
      endpoint.put("hostname", pod.path("spec").path("hostname").asText());
    }
    endpoint
        .putObject("targetRef")
        .put("kind", "Pod")
        .put("name", Json.name(pod))
        .put("namespace", Json.namespace(pod))
        .put("uid", Json.uid(pod));
  }

  private static void ports(ArrayNode to, JsonNode service, JsonNode pod) {
    for (JsonNode port : service.path("spec").path("ports")) {
      to.addObject()
          .put("name", port.path("name").asText(""))
          .put("port", targetPort(port, pod))
          .put("protocol", port.path("protocol").asText("TCP"));
    }
  }

  private void write(ResourceType type, ObjectNode object) {
    String namespace = Json.namespace(object);
    if (registry.find(type, namespace, Json.name(object)) == null) {
      registry.create(type, object, WRITE);
    } else {
      registry.update(type, object, "", WRITE);
    }
  }

  /** Slices go with their service by ownership; an Endpoints object of that name has to be told. */
  private void removeLeftEndpoints() {
    for (ObjectNode endpoints : registry.list(ResourceTypes.ENDPOINTS, "")) {
      String namespace = Json.namespace(endpoints);
      if (registry.find(ResourceTypes.SERVICE, namespace, Json.name(endpoints)) == null) {
        registry.delete(ResourceTypes.ENDPOINTS, namespace, Json.name(endpoints), Deletion.NOW);
      }
    }
  }

  @Override
  public void close() {
    forwarders.values().forEach(Forwarder::close);
  }
}
