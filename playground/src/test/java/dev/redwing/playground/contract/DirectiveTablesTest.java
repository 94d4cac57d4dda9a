package dev.redwing.playground.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.config.Directives;
import dev.redwing.dataplane.config.Status;
import dev.redwing.operator.config.Directive;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The operator's table of directives against the server's: a name only one of them knows, or a
 * restart only one of them thinks is needed, would be found by a user's pod otherwise.
 */
class DirectiveTablesTest {
  /** Not for people to write: the operator says who follows whom and that it manages the server. */
  private static final Set<String> OPERATORS_OWN =
      Set.of("replicaof", "slaveof", "redwing-managed");

  @Test
  void operatorAndServerAgreeOnNamesAndOnWhatNeedsARestart() {
    Set<String> operators = new TreeSet<>();
    for (Directive directive : dev.redwing.operator.config.Directives.all().values()) {
      operators.add(line(directive.name(), directive.live()));
    }
    Set<String> servers = new TreeSet<>();
    for (dev.redwing.dataplane.config.Directive<?> directive : Directives.all()) {
      if (directive.hidden() || OPERATORS_OWN.contains(directive.name())) {
        continue;
      }
      servers.add(line(directive.name(), directive.mutable()));
      directive.aliases().forEach(alias -> servers.add(line(alias, directive.mutable())));
    }
    Set<String> onlyOperator = new TreeSet<>(operators);
    onlyOperator.removeAll(servers);
    Set<String> onlyServer = new TreeSet<>(servers);
    onlyServer.removeAll(operators);
    assertThat(onlyOperator).as("only the operator's; only the server's: %s", onlyServer).isEmpty();
    assertThat(onlyServer).isEmpty();
  }

  @Test
  void whatTheServerRefusesToStartWithTheOperatorRefusesBefore() {
    Set<String> fixed = new TreeSet<>();
    for (Directive directive : dev.redwing.operator.config.Directives.all().values()) {
      if (directive.kind() == Directive.Kind.FIXED) {
        fixed.add(directive.name());
      }
    }
    Set<String> refused = new TreeSet<>();
    for (dev.redwing.dataplane.config.Directive<?> directive : Directives.all()) {
      if (directive.status() instanceof Status.Refused) {
        refused.add(directive.name());
      }
    }
    assertThat(fixed).isEqualTo(refused);
  }

  private static String line(String name, boolean live) {
    return name + (live ? " (CONFIG SET)" : " (restart)");
  }
}
