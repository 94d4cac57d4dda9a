package dev.redwing.dataplane.net;

import io.netty.channel.unix.DomainSocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Socket addresses as Redis prints them. */
final class Addresses {
  private Addresses() {}

  /** {@code ip:port}, {@code [ip6]:port}, or {@code path:0} of the Unix socket {@code local}. */
  static String text(@Nullable SocketAddress address, @Nullable SocketAddress local) {
    if (address instanceof InetSocketAddress inet) {
      return text(inet);
    }
    return unixPath(local) + ":0";
  }

  private static String text(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    if (ip == null) {
      return "?:0";
    }
    String text = ip.getHostAddress();
    if (ip instanceof Inet6Address) {
      int zone = text.indexOf('%');
      return "["
          + Ipv6Text.compress(zone < 0 ? text : text.substring(0, zone))
          + "]:"
          + address.getPort();
    }
    return text + ":" + address.getPort();
  }

  private static String unixPath(@Nullable SocketAddress address) {
    return switch (address) {
      case DomainSocketAddress path -> path.path();
      case UnixDomainSocketAddress path -> path.getPath().toString();
      case null, default -> "";
    };
  }
}
