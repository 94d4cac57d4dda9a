package dev.redwing.dataplane.stats;

/** INFO cpu. There are no child processes; the main thread is the one of the command loop. */
public final class CpuSection implements InfoSection {
  /** Processor time used since the start, in microseconds. */
  public interface Facts {
    long systemMicros();

    long userMicros();

    long loopSystemMicros();

    long loopUserMicros();
  }

  private final Facts facts;

  public CpuSection(Facts facts) {
    this.facts = facts;
  }

  @Override
  public String heading() {
    return "CPU";
  }

  @Override
  public void write(InfoWriter out) {
    out.decimal("used_cpu_sys", facts.systemMicros() / 1e6, 6);
    out.decimal("used_cpu_user", facts.userMicros() / 1e6, 6);
    out.decimal("used_cpu_sys_children", 0, 6);
    out.decimal("used_cpu_user_children", 0, 6);
    out.decimal("used_cpu_sys_main_thread", facts.loopSystemMicros() / 1e6, 6);
    out.decimal("used_cpu_user_main_thread", facts.loopUserMicros() / 1e6, 6);
  }
}
