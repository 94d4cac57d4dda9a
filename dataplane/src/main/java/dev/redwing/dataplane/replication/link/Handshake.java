package dev.redwing.dataplane.replication.link;

import dev.redwing.dataplane.replication.ReplicationId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conversation before a sync, without the socket: takes the master's lines one by one and says
 * what to send and how it ended. PING first, alone; then who we are, all at once; then PSYNC, as
 * Redis does, so that any Redis understands it.
 */
final class Handshake {
  /** What we tell of ourselves, and what we have. */
  record Terms(
      String user,
      String password,
      int listeningPort,
      String announcedIp,
      @Nullable String greeting,
      @Nullable String replicationId,
      long nextOffset) {}

  /** How the master answered. */
  sealed interface Step {
    /** Nothing yet; {@code text}, maybe empty, goes to the master, one byte a character. */
    record Send(String text) implements Step {}

    /** The stream goes on; {@code newId} is null when the history kept its name. */
    record Continue(@Nullable String newId) implements Step {}

    /** All data will come. */
    record FullSync(String replicationId, long offset) implements Step {}

    record Failed(String reason) implements Step {}
  }

  private enum Expected {
    PONG,
    AUTH,
    LISTENING_PORT,
    IP_ADDRESS,
    CAPABILITIES,
    GREETING,
    PSYNC
  }

  private static final String NOTHING = "";

  private final Terms terms;
  private final SyncGuard guard;
  private final ArrayDeque<Expected> expected = new ArrayDeque<>();

  Handshake(Terms terms, SyncGuard guard) {
    this.terms = terms;
    this.guard = guard;
  }

  /** What to send first. */
  String begin() {
    expected.add(Expected.PONG);
    return command("PING");
  }

  /** A line without its end; empty lines only say that the master is there. */
  Step line(String line) {
    Expected what = expected.peek();
    if (line.isEmpty() || what == null) {
      return new Step.Send(NOTHING);
    }
    expected.remove();
    boolean error = line.startsWith("-");
    return switch (what) {
      case PONG -> pong(line, error);
      case AUTH -> error ? new Step.Failed("Unable to AUTH to MASTER: " + line) : next();
      // An old master does not know these; it can go without.
      case LISTENING_PORT, IP_ADDRESS, CAPABILITIES -> next();
      case GREETING -> {
        guard.greeted(line);
        yield next();
      }
      case PSYNC -> psync(line);
    };
  }

  private Step pong(String line, boolean error) {
    if (error
        && !line.startsWith("-NOAUTH")
        && !line.startsWith("-NOPERM")
        && !line.startsWith("-ERR operation not permitted")) {
      return new Step.Failed("Error reply to PING from master: " + line);
    }
    StringBuilder out = new StringBuilder();
    if (!terms.password().isEmpty()) {
      List<String> words = new ArrayList<>(List.of("AUTH"));
      if (!terms.user().isEmpty()) {
        words.add(terms.user());
      }
      words.add(terms.password());
      ask(out, Expected.AUTH, words.toArray(String[]::new));
    }
    String port = Integer.toString(terms.listeningPort());
    ask(out, Expected.LISTENING_PORT, "REPLCONF", "listening-port", port);
    if (!terms.announcedIp().isEmpty()) {
      ask(out, Expected.IP_ADDRESS, "REPLCONF", "ip-address", terms.announcedIp());
    }
    ask(out, Expected.CAPABILITIES, "REPLCONF", "capa", "eof", "capa", "psync2");
    String greeting = terms.greeting();
    if (greeting != null) {
      ask(out, Expected.GREETING, "REPLCONF", "redwing-term", greeting);
    }
    return new Step.Send(out.toString());
  }

  private void ask(StringBuilder out, Expected answer, String... words) {
    out.append(command(words));
    expected.add(answer);
  }

  private Step next() {
    if (!expected.isEmpty()) {
      return new Step.Send(NOTHING);
    }
    expected.add(Expected.PSYNC);
    String id = terms.replicationId();
    return new Step.Send(
        id == null
            ? command("PSYNC", "?", "-1")
            : command("PSYNC", id, Long.toString(terms.nextOffset())));
  }

  private static Step psync(String line) {
    String[] words = line.split(" ", -1);
    if (words[0].equals("+CONTINUE")) {
      return new Step.Continue(words.length > 1 && ReplicationId.isId(words[1]) ? words[1] : null);
    }
    if (words[0].equals("+FULLRESYNC") && words.length >= 3 && ReplicationId.isId(words[1])) {
      try {
        return new Step.FullSync(words[1], Long.parseLong(words[2]));
      } catch (NumberFormatException e) {
        return new Step.Failed("Master replied with wrong +FULLRESYNC syntax: " + line);
      }
    }
    return new Step.Failed("Unexpected reply to PSYNC from master: " + line);
  }

  static String command(String... words) {
    StringBuilder text = new StringBuilder().append('*').append(words.length).append("\r\n");
    for (String word : words) {
      text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString();
  }
}
