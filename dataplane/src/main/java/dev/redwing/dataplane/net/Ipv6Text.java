package dev.redwing.dataplane.net;

import io.netty.util.NetUtil;
import java.net.InetAddress;

/** IPv6 addresses in their short form, {@code ::1}: Java prints {@code 0:0:0:0:0:0:0:1}. */
final class Ipv6Text {
  private Ipv6Text() {}

  static String compress(String address) {
    InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
    return parsed == null ? address : NetUtil.toAddressString(parsed);
  }
}
