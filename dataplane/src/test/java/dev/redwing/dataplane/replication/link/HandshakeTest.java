package dev.redwing.dataplane.replication.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.replication.link.Handshake.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HandshakeTest {
  private static final String ID = "0123456789abcdef".repeat(3).substring(0, 40);
  private final List<String> greeted = new ArrayList<>();
  private final SyncGuard guard =
      new SyncGuard() {
        @Override
        public @Nullable String greeting() {
          return null;
        }

        @Override
        public void greeted(String reply) {
          greeted.add(reply);
        }

        @Override
        public @Nullable String refusal(String replicationId, long offset) {
          return null;
        }

        @Override
        public void replacing() {}

        @Override
        public void joined() {}
      };

  private Handshake handshake(String user, String password, @Nullable String greeting) {
    return new Handshake(
        new Handshake.Terms(user, password, 6379, "10.0.0.1", greeting, ID, 42), guard);
  }

  private static String words(String sent) {
    return sent.replaceAll("[*$][0-9]+\r\n", "").replace("\r\n", " ").strip();
  }

  private static String sent(Step step) {
    return step instanceof Step.Send(String text) ? words(text) : String.valueOf(step);
  }

  @Test
  void saysWhoItIsAndAsksForTheRest() {
    Handshake handshake = handshake("me", "secret", null);

    assertThat(words(handshake.begin())).isEqualTo("PING");
    assertThat(sent(handshake.line("-NOAUTH Authentication required.")))
        .isEqualTo(
            "AUTH me secret REPLCONF listening-port 6379 REPLCONF ip-address 10.0.0.1"
                + " REPLCONF capa eof capa psync2");
    assertThat(sent(handshake.line("+OK"))).isEmpty();
    assertThat(sent(handshake.line("+OK"))).isEmpty();
    assertThat(sent(handshake.line("-ERR what is ip-address"))).isEmpty();
    assertThat(sent(handshake.line("+OK"))).isEqualTo("PSYNC " + ID + " 42");
    assertThat(sent(handshake.line(""))).isEmpty();
    assertThat(handshake.line("+CONTINUE")).isEqualTo(new Step.Continue(null));
  }

  @Test
  void hearsTheNewNameOfAHistory() {
    assertThat(answerToPsync("+CONTINUE " + ID)).isEqualTo(new Step.Continue(ID));
    assertThat(answerToPsync("+FULLRESYNC " + ID + " 77")).isEqualTo(new Step.FullSync(ID, 77));
  }

  @Test
  void triesAgainLaterWhenTheMasterIsNotReady() {
    assertThat(answerToPsync("-NOMASTERLINK Can't SYNC while not connected with my master"))
        .isInstanceOf(Step.Failed.class);
    assertThat(answerToPsync("-LOADING Redis is loading")).isInstanceOf(Step.Failed.class);
    assertThat(answerToPsync("+FULLRESYNC garbage")).isInstanceOf(Step.Failed.class);
    assertThat(answerToPsync("+FULLRESYNC " + ID + " x")).isInstanceOf(Step.Failed.class);
  }

  @Test
  void aWrongPasswordEndsIt() {
    Handshake handshake = handshake("", "wrong", null);
    handshake.begin();
    assertThat(sent(handshake.line("-NOAUTH x"))).startsWith("AUTH wrong REPLCONF");

    assertThat(handshake.line("-WRONGPASS invalid")).isInstanceOf(Step.Failed.class);
  }

  @Test
  void tellsItsTermToAnyMasterAndTakesAnyAnswer() {
    Handshake handshake = handshake("", "", "3");
    handshake.begin();
    assertThat(sent(handshake.line("+PONG"))).endsWith("REPLCONF redwing-term 3");
    handshake.line("+OK");
    handshake.line("+OK");
    handshake.line("+OK");

    assertThat(sent(handshake.line("-ERR Unrecognized REPLCONF option: redwing-term")))
        .startsWith("PSYNC");
    assertThat(greeted).containsExactly("-ERR Unrecognized REPLCONF option: redwing-term");
  }

  private Step answerToPsync(String line) {
    Handshake handshake = handshake("", "", null);
    handshake.begin();
    handshake.line("+PONG");
    handshake.line("+OK");
    handshake.line("+OK");
    handshake.line("+OK");
    return handshake.line(line);
  }
}
