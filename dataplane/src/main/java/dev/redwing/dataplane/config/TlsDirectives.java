package dev.redwing.dataplane.config;

import java.util.List;

/** TLS, which this server does not have yet. */
final class TlsDirectives {
  private static final Rows ROWS = Rows.ofPart(7);

  private static final String NO_TLS = "TLS is not supported by this server";

  static final NumberDirective TLS_PORT =
      ROWS.row("tls-port", "TCP port for TLS; 0 listens on none.")
          .refused(NO_TLS)
          .number(0, 0, 65535);

  static final FlagDirective TLS_REPLICATION =
      ROWS.row("tls-replication", "Whether the link to the master is TLS.")
          .refused(NO_TLS)
          .flag(false);

  static final FlagDirective TLS_CLUSTER =
      ROWS.row("tls-cluster", "Whether the cluster bus is TLS.").refused(NO_TLS).flag(false);

  static final TextDirective TLS_CERT_FILE =
      ROWS.row("tls-cert-file", "Certificate.").meaningless("there is no TLS").text("");

  static final TextDirective TLS_KEY_FILE =
      ROWS.row("tls-key-file", "Its key.").meaningless("there is no TLS").text("");

  static final TextDirective TLS_KEY_FILE_PASS =
      ROWS.row("tls-key-file-pass", "The key's password.")
          .secret()
          .meaningless("there is no TLS")
          .text("");

  static final TextDirective TLS_CLIENT_CERT_FILE =
      ROWS.row("tls-client-cert-file", "Certificate towards a master.")
          .meaningless("there is no TLS")
          .text("");

  static final TextDirective TLS_CLIENT_KEY_FILE =
      ROWS.row("tls-client-key-file", "Its key.").meaningless("there is no TLS").text("");

  static final TextDirective TLS_CLIENT_KEY_FILE_PASS =
      ROWS.row("tls-client-key-file-pass", "The key's password.")
          .secret()
          .meaningless("there is no TLS")
          .text("");

  static final TextDirective TLS_DH_PARAMS_FILE =
      ROWS.row("tls-dh-params-file", "Diffie-Hellman parameters.")
          .meaningless("there is no TLS")
          .text("");

  static final TextDirective TLS_CA_CERT_FILE =
      ROWS.row("tls-ca-cert-file", "Certificates to trust, in a file.")
          .meaningless("there is no TLS")
          .text("");

  static final TextDirective TLS_CA_CERT_DIR =
      ROWS.row("tls-ca-cert-dir", "Certificates to trust, in a directory.")
          .meaningless("there is no TLS")
          .text("");

  static final ChoiceDirective<String> TLS_AUTH_CLIENTS =
      ROWS.row("tls-auth-clients", "Whether clients must show a certificate.")
          .meaningless("there is no TLS")
          .word("yes", "no", "yes", "optional");

  static final TextDirective TLS_PROTOCOLS =
      ROWS.row("tls-protocols", "Versions of TLS allowed.").meaningless("there is no TLS").text("");

  static final TextDirective TLS_CIPHERS =
      ROWS.row("tls-ciphers", "Ciphers up to TLS 1.2.").meaningless("there is no TLS").text("");

  static final TextDirective TLS_CIPHERSUITES =
      ROWS.row("tls-ciphersuites", "Ciphers of TLS 1.3.").meaningless("there is no TLS").text("");

  static final FlagDirective TLS_PREFER_SERVER_CIPHERS =
      ROWS.row("tls-prefer-server-ciphers", "Whether the server chooses the cipher.")
          .meaningless("there is no TLS")
          .flag(false);

  static final FlagDirective TLS_SESSION_CACHING =
      ROWS.row("tls-session-caching", "Whether sessions are cached.")
          .meaningless("there is no TLS")
          .flag(true);

  static final NumberDirective TLS_SESSION_CACHE_SIZE =
      ROWS.row("tls-session-cache-size", "Sessions cached.")
          .meaningless("there is no TLS")
          .number(20_480, 0, Row.INT_MAX);

  static final NumberDirective TLS_SESSION_CACHE_TIMEOUT =
      ROWS.row("tls-session-cache-timeout", "Seconds that they are cached.")
          .meaningless("there is no TLS")
          .number(300, 0, Row.INT_MAX);

  private TlsDirectives() {}

  static List<Directive<?>> all() {
    return ROWS.all();
  }
}
