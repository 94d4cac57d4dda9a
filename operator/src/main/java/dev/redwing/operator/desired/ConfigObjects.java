package dev.redwing.operator.desired;

import dev.redwing.operator.config.ClusterId;
import dev.redwing.operator.config.ClusterSpec;
import dev.redwing.operator.config.Directive;
import dev.redwing.operator.config.Directives;
import dev.redwing.operator.config.RedisConf;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The ConfigMap with the redis.conf and the Secret it includes. */
public final class ConfigObjects {
  static final String CONF_KEY = "redis.conf";
  static final String AUTH_KEY = "auth.conf";
  static final String CONF_DIRECTORY = "/etc/redwing";
  static final String AUTH_DIRECTORY = "/etc/redwing-auth";
  private static final String PASSWORD_KEY = "password";
  private static final String PREVIOUS_KEY = "previous-password-";

  private ConfigObjects() {}

  static ConfigMap configMap(ClusterSpec spec, Set<String> reset) {
    ClusterId id = spec.id();
    Map<String, String> fixed = new LinkedHashMap<>();
    fixed.put("redwing-managed", "yes");
    fixed.put("port", Integer.toString(DesiredObjects.PORT));
    fixed.put("protected-mode", "no");
    fixed.put("include", AUTH_DIRECTORY + "/" + AUTH_KEY);
    String header =
        "# Written by the Redwing operator from the Redwing "
            + id
            + "; what is changed here is undone.\n";
    String text = RedisConf.render(header, fixed) + RedisConf.render("", spec.directives());
    Map<String, String> annotations =
        reset.isEmpty() ? Map.of() : Map.of(Labels.RESET, String.join(",", new TreeSet<>(reset)));
    return new ConfigMapBuilder()
        .withMetadata(DesiredObjects.metadata(spec, id.configMap(), annotations))
        .addToData(CONF_KEY, text)
        .build();
  }

  /**
   * The directives to hold at Redis's default because they were set once and are not any more: a
   * running server would keep the former value otherwise.
   *
   * @param existing the ConfigMap as it is in the cluster
   */
  public static NavigableSet<String> resetDirectives(
      @Nullable ConfigMap existing, Map<String, String> directives) {
    NavigableSet<String> reset = new TreeSet<>();
    if (existing == null) {
      return reset;
    }
    Map<String, String> annotations = existing.getMetadata().getAnnotations();
    if (annotations != null && annotations.get(Labels.RESET) != null) {
      reset.addAll(Arrays.asList(annotations.get(Labels.RESET).split(",", -1)));
    }
    Map<String, String> data = existing.getData();
    String text = data == null ? null : data.get(CONF_KEY);
    if (text != null) {
      text.lines().map(line -> line.split(" ", 2)[0]).forEach(reset::add);
    }
    reset.removeAll(directives.keySet());
    reset.removeIf(name -> !resettable(Directives.find(name)));
    return reset;
  }

  private static boolean resettable(@Nullable Directive directive) {
    return directive != null && directive.live() && !FIXED.contains(directive.name());
  }

  private static final Set<String> FIXED = Set.of("port", "protected-mode");

  static Secret authSecret(ClusterSpec spec, AuthState auth) {
    Map<String, String> data = new LinkedHashMap<>();
    String password = auth.password();
    if (password == null) {
      data.put(AUTH_KEY, encode("# No password is asked for.\n"));
    } else {
      String quoted = RedisConf.quote(password);
      data.put(AUTH_KEY, encode("requirepass " + quoted + "\nmasterauth " + quoted + "\n"));
      data.put(PASSWORD_KEY, encode(password));
    }
    List<String> former = auth.former();
    for (int i = 0; i < former.size(); i++) {
      if (!former.get(i).isEmpty()) { // no password is tried anyway
        data.put(PREVIOUS_KEY + (i + 1), encode(former.get(i)));
      }
    }
    return new SecretBuilder()
        .withMetadata(DesiredObjects.metadata(spec, spec.id().authSecret(), Map.of()))
        .withType("Opaque")
        .withData(data)
        .build();
  }

  /** What the Secret in the cluster says. */
  public static AuthState authState(@Nullable Secret existing) {
    if (existing == null || existing.getData() == null) {
      return AuthState.NONE;
    }
    Map<String, String> data = existing.getData();
    List<String> former = new ArrayList<>();
    for (int i = 1; i <= AuthState.FORMER_MAX; i++) {
      String password = decode(data.get(PREVIOUS_KEY + i));
      if (password != null) {
        former.add(password);
      }
    }
    return new AuthState(decode(data.get(PASSWORD_KEY)), former);
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The text of a Secret's value, null when it has none. */
  public static @Nullable String decode(@Nullable String base64) {
    return base64 == null
        ? null
        : new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
