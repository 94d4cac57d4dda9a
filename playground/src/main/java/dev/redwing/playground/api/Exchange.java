package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One HTTP request, as the API server sees it. */
final class Exchange {
  private final HttpExchange http;
  private final Map<String, String> query = new HashMap<>();

  Exchange(HttpExchange http) {
    this.http = http;
    String raw = http.getRequestURI().getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        query.put(decoded(name), decoded(value));
      }
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  String method() {
    return http.getRequestMethod();
  }

  String path() {
    return http.getRequestURI().getPath();
  }

  @Nullable String query(String name) {
    return query.get(name);
  }

  String query(String name, String absent) {
    return query.getOrDefault(name, absent);
  }

  boolean asks(String name) {
    String value = query.get(name);
    return value != null && (value.isEmpty() || value.equals("true") || value.equals("1"));
  }

  boolean isUpgrade() {
    return http.getRequestHeaders().containsKey("Upgrade");
  }

  String contentType() {
    String type = http.getRequestHeaders().getFirst("Content-Type");
    return type == null ? "" : type.replaceFirst(";.*", "").strip();
  }

  /** Who writes: the field manager asked for, else the client's name. */
  String manager() {
    String manager = query.get("fieldManager");
    if (manager != null && !manager.isEmpty()) {
      return manager;
    }
    String agent = http.getRequestHeaders().getFirst("User-Agent");
    return agent == null || agent.isEmpty() ? "unknown" : agent.replaceFirst("[/ ].*", "");
  }

  /** The body; an empty object when there is none. */
  JsonNode body() throws IOException {
    byte[] bytes = http.getRequestBody().readAllBytes();
    if (bytes.length == 0) {
      return Json.object();
    }
    boolean yaml = contentType().endsWith("yaml") && bytes[0] != '{';
    return yaml ? Json.fromYaml(new String(bytes, StandardCharsets.UTF_8)) : Json.parse(bytes);
  }

  ObjectNode bodyObject() throws IOException {
    if (body() instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.badRequest("the body is no object");
  }

  void reply(int code, JsonNode body) throws IOException {
    replyBytes(code, "application/json", Json.bytes(body));
  }

  void replyBytes(int code, String contentType, byte[] bytes) throws IOException {
    http.getRequestBody().readAllBytes(); // what is left of it would be read as the next request
    http.getResponseHeaders().set("Content-Type", contentType);
    http.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      http.getResponseBody().write(bytes);
    }
    http.close();
  }

  /** Begins an answer without an end: a watch. */
  OutputStream stream() throws IOException {
    http.getResponseHeaders().set("Content-Type", "application/json");
    http.sendResponseHeaders(200, 0);
    return http.getResponseBody();
  }

  void close() {
    http.close();
  }
}
