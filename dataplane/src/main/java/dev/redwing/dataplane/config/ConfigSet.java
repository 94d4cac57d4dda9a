package dev.redwing.dataplane.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CONFIG SET: several directives at once, all or none.
 *
 * <p>As Redis does it: first all names are looked at, then all values are parsed, then the hooks
 * are called in order; the first complaint puts every old value back (and calls the hooks again
 * that had taken a new one) and becomes the reply.
 */
public final class ConfigSet {
  private static final String LOADING = "LOADING Redis is loading the dataset in memory";

  /**
   * Where the order comes from.
   *
   * @param localClient whether the client is of this machine: loopback or the Unix socket
   * @param loading whether the data is still being loaded
   */
  public record Origin(boolean localClient, boolean loading) {}

  private final Config config;
  private final List<Directive<?>> directives = new ArrayList<>();

  private ConfigSet(Config config) {
    this.config = config;
  }

  /**
   * Sets names and values, which alternate.
   *
   * @return the error reply with its code, or null if everything is set
   */
  public static @Nullable String apply(Config config, List<String> namesAndValues, Origin origin) {
    if (namesAndValues.size() % 2 != 0) {
      return "ERR syntax error";
    }
    ConfigSet set = new ConfigSet(config);
    String error = set.lookUp(namesAndValues, origin);
    return error == null ? set.change(namesAndValues) : error;
  }

  private @Nullable String lookUp(List<String> namesAndValues, Origin origin) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      String name = namesAndValues.get(i);
      Directive<?> directive = Directives.find(name);
      if (directive == null) {
        return "ERR Unknown option or number of arguments for CONFIG SET - '" + name + "'";
      }
      if (!directive.mutable()) {
        return failed(name, "can't set immutable config");
      }
      if (directive.isProtected() && !mayChangeProtected(origin)) {
        return failed(name, "can't set protected config");
      }
      if (origin.loading() && directive.deniedWhileLoading()) {
        return LOADING;
      }
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        return failed(name, "duplicate parameter");
      }
      directives.add(directive);
    }
    return null;
  }

  private boolean mayChangeProtected(Origin origin) {
    return switch (config.enableProtectedConfigs()) {
      case NO -> false;
      case YES -> true;
      case LOCAL -> origin.localClient();
    };
  }

  private @Nullable String change(List<String> namesAndValues) {
    Config old = config.snapshot();
    for (int i = 0; i < directives.size(); i++) {
      String value = namesAndValues.get(2 * i + 1);
      try {
        directives.get(i).assign(config, words(directives.get(i), value), false);
      } catch (BadValueException e) {
        config.copyFrom(old);
        // By now Redis goes by its own table: the name is that one's, or an alias.
        return failed(namesAndValues.get(2 * i).toLowerCase(Locale.ROOT), e.text());
      }
    }
    Set<ApplyHook> called = new HashSet<>();
    for (Directive<?> directive : directives) {
      ApplyHook hook = config.hook(directive);
      if (hook == null || config.sameValue(old, directive) || !called.add(hook)) {
        continue;
      }
      String error = hook.apply(config);
      if (error != null) {
        config.copyFrom(old);
        called.forEach(each -> each.apply(config));
        return failed(directive.name(), error);
      }
    }
    return null;
  }

  /** The words of a value: a directive of several takes them separated by single blanks. */
  static List<String> words(Directive<?> directive, String value) {
    if (!directive.multiArgument()) {
      return List.of(value);
    }
    return value.isEmpty() ? List.of() : Arrays.asList(value.split(" ", -1));
  }

  private static String failed(String name, String reason) {
    return "ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + reason;
  }
}
