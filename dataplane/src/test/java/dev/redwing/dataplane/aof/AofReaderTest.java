package dev.redwing.dataplane.aof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.env.DiskFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AofReaderTest {
  private static final String TWO =
      "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n#TS:1700000000\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$0\r\n\r\n";

  @TempDir private Path directory;

  private record Read(List<String> commands, AofReader.Step end, long offset) {}

  @Test
  void commandsAndAnnotations() throws Exception {
    Read read = read(bytes(TWO));

    assertThat(read.commands()).containsExactly("SELECT 0", "#", "SET a ");
    assertThat(read.end()).isEqualTo(AofReader.Step.END);
    assertThat(read.offset()).isEqualTo(TWO.length());
  }

  @Test
  void everyCutIsSeenAndPointsBehindTheLastWholeCommand() throws Exception {
    int afterSelect = TWO.indexOf('#');
    int afterStamp = TWO.indexOf("*3");
    for (int cut = 0; cut <= TWO.length(); cut++) {
      Read read = read(bytes(TWO.substring(0, cut)));

      int whole =
          cut == TWO.length()
              ? cut
              : cut >= afterStamp ? afterStamp : cut >= afterSelect ? afterSelect : 0;
      assertThat(read.offset()).as("cut at %d", cut).isEqualTo(whole);
      assertThat(read.end())
          .as("cut at %d", cut)
          .isEqualTo(cut == whole ? AofReader.Step.END : AofReader.Step.TRUNCATED);
    }
  }

  @Test
  void argumentsLargerThanTheBuffer() throws Exception {
    byte[] big = new byte[3_000_000];
    new Random(1).nextBytes(big);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      text.append("*2\r\n$1\r\nx\r\n$").append(big.length).append("\r\n");
      text.append(new String(big, StandardCharsets.ISO_8859_1)).append("\r\n");
    }

    Read read = read(bytes(text.toString()));

    assertThat(read.commands()).hasSize(3);
    assertThat(read.commands().get(2))
        .isEqualTo("x " + new String(big, StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          abc                             | offset 0: expected the start of a command ('*'), found 'a'
          *0~                             | expected a command with a name, found none
          *x~                             | offset 0: expected a number up to
          *-1~                            | expected a number up to
          *1~$3~GETxx                     | offset 11: expected the end of an argument, found 'x'
          *1~+3~                          | offset 4: expected the length of an argument ('$'), found '+'
          *1~$3~GET~GET a~                | offset 13: expected the start of a command ('*'), found 'G'
          *1~$99999999999~                | expected a number up to 1073676288
          *999999999999999999999999999~   | expected a number up to
          """)
  void damageIsRefusedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> read(bytes(text.replace("~", "\r\n"))))
        .isInstanceOf(AofException.class)
        .hasMessageStartingWith("Bad file format reading the append only file test.aof at offset")
        .hasMessageContaining(message)
        .hasMessageContaining("redis-check-aof --fix");
  }

  @Test
  void anyMutationIsReadOrRefused() throws Exception {
    long seed = System.nanoTime();
    System.out.println("AofReaderTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = bytes(TWO + TWO);
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        read(bytes);
      } catch (AofException e) {
        assertThat(e.getMessage()).contains("at offset");
      }
    }
  }

  private Read read(byte[] content) throws IOException {
    Path file = directory.resolve("test.aof");
    Files.write(file, content);
    List<String> commands = new ArrayList<>();
    try (AofReader reader = new AofReader(new DiskFiles().open(file), "test.aof", 0)) {
      while (true) {
        AofReader.Step step = reader.next();
        switch (step) {
          case COMMAND -> {
            StringBuilder command = new StringBuilder(reader.request().text(0));
            for (int i = 1; i < reader.request().count(); i++) {
              command.append(' ').append(reader.request().text(i, reader.request().length(i)));
            }
            commands.add(command.toString());
          }
          case ANNOTATION -> commands.add("#");
          case END, TRUNCATED -> {
            return new Read(commands, step, reader.offset());
          }
        }
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
