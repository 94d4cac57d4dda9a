package dev.redwing.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Where the password is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class AuthSpec {
  /** The key of the secret that holds the password. */
  public static final String PASSWORD_KEY = "password";

  @JsonPropertyDescription(
      "A secret in the same namespace whose key 'password' is the password of the default user.")
  @Required
  @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
  @Size(max = 253)
  public @Nullable String secretName;
}
