package dev.redwing.playground;

/** Starts the playground. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println(args.length);
  }
}
