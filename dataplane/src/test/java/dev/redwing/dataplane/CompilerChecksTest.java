package dev.redwing.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Proves that NullAway runs. It can silently not run, and then everything compiles: so a source
 * file that is wrong on purpose must not. Maven compiles it, as a module whose parent is ours: no
 * copy of the compiler's arguments or processor path that could be right while the pom is wrong.
 */
class CompilerChecksTest {
  private static final Path FIXTURE = Path.of("src/test/resources/nullness/pom.xml");

  private static final int MAX_SECONDS = 120;

  private record Outcome(int exitCode, String output) {}

  @Test
  void nullFromAMethodThatPromisesNoneDoesNotCompile() throws Exception {
    Outcome outcome = compile("wrong");
    assertThat(outcome.output).contains("COMPILATION ERROR", "Fixture.java:[11,5] [NullAway]");
    assertThat(outcome.exitCode).isNotZero();
  }

  @Test
  void theSameMethodMarkedNullableCompiles() throws Exception {
    Outcome outcome = compile("right");
    assertThat(outcome.exitCode).as(outcome.output).isZero();
    assertThat(outcome.output).contains("Compiling 1 source file");
  }

  /** With the Maven and the local repository that run this test: all that is needed is there. */
  private static Outcome compile(String fixture) throws IOException, InterruptedException {
    String maven = System.getProperty("redwing.test.maven");
    Assumptions.assumeTrue(maven != null, "not run by Maven");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                maven + "/bin/mvn",
                "--batch-mode",
                "--offline",
                "-Dstyle.color=never",
                "-Dmaven.repo.local=" + System.getProperty("redwing.test.repository"),
                "-Dfixture=" + fixture,
                "--file",
                FIXTURE.toString(),
                "clean:clean",
                "compiler:compile"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), output);
  }
}
