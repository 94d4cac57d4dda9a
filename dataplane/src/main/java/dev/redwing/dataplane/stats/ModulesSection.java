package dev.redwing.dataplane.stats;

/** INFO modules: a heading, since there are none. */
public final class ModulesSection implements InfoSection {
  @Override
  public String heading() {
    return "Modules";
  }

  @Override
  public void write(InfoWriter out) {}
}
