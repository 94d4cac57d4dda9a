package dev.redwing.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.crds.Redwing;
import dev.redwing.operator.config.ClusterSpec;
import dev.redwing.operator.config.SettledSpec;
import dev.redwing.operator.config.SpecSettler;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class AuthStateTest {
  @Test
  void aPodTwoChangesBehindIsStillReached() {
    AuthState state = AuthState.NONE.then("one").then("two").then("three").then("three");

    assertThat(state.password()).isEqualTo("three");
    assertThat(state.candidates()).containsExactly("three", "two", "one", "");
  }

  @Test
  void fourFormerOnesAreKeptAndNoneTwice() {
    AuthState state = AuthState.NONE;
    for (String password : new String[] {"a", "b", "a", "c", "d", "e", "f"}) {
      state = state.then(password);
    }

    assertThat(state.former()).containsExactly("e", "d", "c", "a");
    assertThat(state.then(null).candidates()).containsExactly("", "f", "e", "d", "c");
  }

  @Test
  void theSecretRemembersAll() {
    Redwing resource =
        Serialization.unmarshal(
            """
            metadata: {name: demo, namespace: ns, uid: u}
            spec: {auth: {secretName: own}}
            """,
            Redwing.class);
    ClusterSpec spec = ((SettledSpec.Accepted) SpecSettler.settle(resource, "redwing:test")).spec();
    AuthState state = AuthState.NONE.then("one").then("two").then("three");

    assertThat(ConfigObjects.authState(ConfigObjects.authSecret(spec, state)).candidates())
        .isEqualTo(state.candidates());
  }
}
