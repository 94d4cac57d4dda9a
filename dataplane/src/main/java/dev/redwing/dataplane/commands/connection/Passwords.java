package dev.redwing.dataplane.commands.connection;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.config.Config;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Who may come in: the user {@code default}, with {@code requirepass} if there is one. */
final class Passwords {
  private static final String DEFAULT_USER = "default";
  private static final String WRONG =
      "WRONGPASS invalid username-password pair or user is disabled.";

  private final Config config;

  Passwords(Config config) {
    this.config = config;
  }

  boolean isRequired() {
    return !config.requirepass().isEmpty();
  }

  /** Lets {@code client} in, or returns why not. */
  @Nullable String authenticate(Client client, String user, String password) {
    if (!user.equals(DEFAULT_USER) || (isRequired() && !isPassword(password))) {
      return WRONG;
    }
    client.authenticateAs(user);
    return null;
  }

  /** In a time that does not tell how much of it was right. */
  private boolean isPassword(String password) {
    return MessageDigest.isEqual(
        password.getBytes(StandardCharsets.ISO_8859_1),
        config.requirepass().getBytes(StandardCharsets.ISO_8859_1));
  }
}
