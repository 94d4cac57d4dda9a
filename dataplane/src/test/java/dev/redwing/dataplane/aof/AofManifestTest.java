package dev.redwing.dataplane.aof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AofManifestTest {
  private static final String REDIS =
      """
      file appendonly.aof.2.base.rdb seq 2 type b
      file appendonly.aof.1.incr.aof seq 1 type h
      file appendonly.aof.2.incr.aof seq 2 type i
      file appendonly.aof.3.incr.aof seq 3 type i
      """;

  @Test
  void whatRedisWritesIsReadAndWrittenBack() throws Exception {
    AofManifest manifest = AofManifest.parse(REDIS);

    assertThat(manifest.format()).isEqualTo(REDIS);
    assertThat(manifest.loadOrder())
        .extracting(AofFile::name)
        .containsExactly(
            "appendonly.aof.2.base.rdb", "appendonly.aof.2.incr.aof", "appendonly.aof.3.incr.aof");
    assertThat(manifest.nextBase("appendonly.aof", false).name())
        .isEqualTo("appendonly.aof.3.base.aof");
    assertThat(manifest.nextIncrement("appendonly.aof").name())
        .isEqualTo("appendonly.aof.4.incr.aof");
  }

  @Test
  void aRewriteTurnsTheOldFilesIntoHistory() throws Exception {
    AofManifest manifest = AofManifest.parse(REDIS);
    AofFile increment = manifest.nextIncrement("appendonly.aof");

    AofManifest rewritten =
        manifest
            .withIncrement(increment)
            .withBase(manifest.nextBase("appendonly.aof", true))
            .withIncrementsFrom(increment.sequence());

    assertThat(rewritten.format())
        .isEqualTo(
            """
            file appendonly.aof.3.base.rdb seq 3 type b
            file appendonly.aof.3.incr.aof seq 3 type h
            file appendonly.aof.2.incr.aof seq 2 type h
            file appendonly.aof.2.base.rdb seq 2 type h
            file appendonly.aof.1.incr.aof seq 1 type h
            file appendonly.aof.4.incr.aof seq 4 type i
            """);
    assertThat(AofManifest.parse(rewritten.format())).isEqualTo(rewritten);
    assertThat(rewritten.withoutHistory().history()).isEmpty();
  }

  @Test
  void commentsUnknownKeysAndQuotedNamesAreUnderstood() throws Exception {
    AofManifest manifest =
        AofManifest.parse(
            """
            # made by hand
            file "my \\"aof\\" \\xe9" seq 1 type b later 7
            file 'a b' seq 4 type i
            """);

    assertThat(manifest.loadOrder())
        .extracting(AofFile::name)
        .containsExactly("my \"aof\" \u00e9", "a b");
    assertThat(AofManifest.parse(manifest.format())).isEqualTo(manifest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          file x seq 1                             | Invalid AOF manifest file format
          foo bar                                  | Invalid AOF manifest file format
          file a seq x type b                      | Invalid AOF manifest file format
          file a file seq 2 type b                 | Invalid AOF manifest file format
          file "a seq 2 type b                     | Invalid AOF manifest file format
          file a/b seq 2 type b                    | File can't be a path, just a filename
          file a seq 2 type q                      | Unknown AOF file type
          file a seq 2 type b@file a seq 2 type b  | Found duplicate base file information
          file a seq 2 type i@file b seq 1 type i  | Found a non-monotonic sequence number
          """)
  void refusesWithTheReasonRedisGives(String text, String reason) {
    String manifest = text.replace('@', '\n') + "\n";
    String lastLine = text.substring(text.indexOf('@') + 1);

    assertThatThrownBy(() -> AofManifest.parse(manifest))
        .isInstanceOf(AofException.class)
        .hasMessage(
            "*** FATAL AOF MANIFEST FILE ERROR ***\nReading the manifest file, at line %d\n"
                + ">>> '%s'\n%s",
            text.contains("@") ? 2 : 1, lastLine, reason);
  }

  @Test
  void refusesAnEmptyManifestAndALineWithoutEnd() {
    assertThatThrownBy(() -> AofManifest.parse(""))
        .hasMessageContaining("Found an empty AOF manifest");
    assertThatThrownBy(() -> AofManifest.parse("file a seq 2 type b"))
        .hasMessageContaining("The AOF manifest file contains too long line");
  }
}
