package dev.redwing.dataplane.env;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The system's own priority of a thread. Java's {@code setPriority} does nothing on Linux unless
 * the JVM was started so as to raise the priority of its own threads, too.
 */
final class ThreadPriority {
  /**
   * Where the loop and a background thread want the same core, the loop gets nine tenths of it:
   * Linux weighs niceness 0 with 1024 and 10 with 110. A core that is idle is all the thread's.
   */
  static final int BACKGROUND_NICENESS = 10;

  private static final int PRIO_PROCESS = 0;
  private static final int CALLING_THREAD = 0;

  private ThreadPriority() {}

  /**
   * Lets the calling thread give way to those of niceness 0. Needs no permission. Does nothing on
   * systems other than Linux, where the call would mean the whole process.
   */
  static void toBackground() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return;
    }
    Linker linker = Linker.nativeLinker();
    Optional<MethodHandle> call =
        linker
            .defaultLookup()
            .find("setpriority")
            .map(
                function ->
                    linker.downcallHandle(
                        function,
                        FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT)));
    if (call.isEmpty()) {
      return;
    }
    try {
      int ignored = (int) call.get().invokeExact(PRIO_PROCESS, CALLING_THREAD, BACKGROUND_NICENESS);
    } catch (Throwable e) {
      throw new IllegalStateException("setpriority could not be called", e);
    }
  }
}
