package dev.redwing.dataplane.config;

/** How sockets are driven. */
public enum Transport implements Choice {
  /** The best of the others that works here. */
  AUTO("auto"),
  IO_URING("io_uring"),
  EPOLL("epoll"),
  NIO("nio");

  private final String text;

  Transport(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
