package dev.redwing.dataplane.env;

import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. The JVM's own shutdown hooks know neither which signal came nor
 * how to stay after all, so this uses {@code sun.misc.Signal}; by reflection, because javac warns
 * of that class in a way that nothing suppresses.
 */
public final class ProcessSignals {
  private ProcessSignals() {}

  /**
   * From now on {@code action} runs, on a thread of its own, each time the signal comes; the
   * process goes on.
   *
   * @param name without SIG: {@code TERM}
   */
  public static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object onSignal =
          Proxy.newProxyInstance(
              ProcessSignals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "SIG" + name + " cannot be handled; java must not be started with -Xrs", e);
    }
  }
}
