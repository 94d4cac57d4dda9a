package dev.redwing.dataplane;

/** Starts the server. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println(args.length);
  }
}
