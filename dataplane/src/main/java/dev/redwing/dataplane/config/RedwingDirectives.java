package dev.redwing.dataplane.config;

import java.util.List;

/** What Redis does not have. */
final class RedwingDirectives {
  private static final Rows ROWS = Rows.ofPart(8);

  static final FlagDirective REDWING_MANAGED =
      ROWS.row(
              "redwing-managed",
              "Whether an operator gives this server its role: it starts without one.")
          .immutable()
          .flag(false);

  static final ChoiceDirective<Transport> REDWING_TRANSPORT =
      ROWS.row("redwing-transport", "How sockets are driven.").immutable().choice(Transport.AUTO);

  private RedwingDirectives() {}

  static List<Directive<?>> all() {
    return ROWS.all();
  }
}
