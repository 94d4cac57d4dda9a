package dev.redwing.dataplane.commands.connection;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.command.Arguments;
import dev.redwing.dataplane.command.Errors;
import org.jspecify.annotations.Nullable;

/** Which clients CLIENT KILL means, in its new form: all conditions given hold. */
final class KillFilter {
  private static final String BAD_ID = "ERR client-id should be greater than 0";

  private long id;
  private @Nullable String address;
  private @Nullable String localAddress;
  private @Nullable String type;
  private @Nullable String user;
  private boolean skipsCaller = true;

  /** Reads pairs of option and value; what is wrong is latched in {@code arguments}. */
  static KillFilter parse(Arguments arguments) {
    KillFilter filter = new KillFilter();
    while (arguments.hasNext()) {
      if (arguments.remaining() == 1) {
        arguments.fail(Errors.SYNTAX);
      } else {
        filter.take(arguments);
      }
    }
    return filter;
  }

  private void take(Arguments arguments) {
    if (arguments.take("ID")) {
      id = arguments.takeLong(1, Long.MAX_VALUE, BAD_ID);
    } else if (arguments.take("TYPE")) {
      String word = arguments.takeText();
      type = ClientText.typeOf(word);
      if (type == null) {
        arguments.fail("ERR Unknown client type '" + word + "'");
      }
    } else if (arguments.take("ADDR")) {
      address = arguments.takeText();
    } else if (arguments.take("LADDR")) {
      localAddress = arguments.takeText();
    } else if (arguments.take("USER")) {
      user = arguments.takeText();
      if (!user.equals("default")) {
        arguments.fail("ERR No such user '" + user + "'");
      }
    } else if (arguments.take("SKIPME")) {
      takeSkipMe(arguments);
    } else {
      arguments.fail(Errors.SYNTAX);
    }
  }

  private void takeSkipMe(Arguments arguments) {
    if (arguments.take("YES")) {
      skipsCaller = true;
    } else if (arguments.take("NO")) {
      skipsCaller = false;
    } else {
      arguments.fail(Errors.SYNTAX);
    }
  }

  boolean matches(Client client, Client caller) {
    return (id == 0 || client.id() == id)
        && (address == null || client.address().equals(address))
        && (localAddress == null || client.localAddress().equals(localAddress))
        && (type == null || ClientText.type(client).equals(type))
        && (user == null || (client.isAuthenticated() && client.user().equals(user)))
        && !(skipsCaller && client.equals(caller));
  }
}
