package dev.redwing.dataplane.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerSubprocessTest {
  @TempDir private Path directory;

  @Test
  void aServerWhosePortAnotherHasIsNotTakenForTheOther() {
    try (TestServer other = TestServer.start()) {
      List<String> command = new ArrayList<>(ServerProcess.javaCommand());
      command.addAll(List.of("--bind", "127.0.0.1", "--port", Integer.toString(other.port())));
      command.addAll(List.of("--dir", directory.toString()));

      assertThatThrownBy(() -> ServerSubprocess.start(command, other.port(), directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ended with 1")
          .hasMessageContaining("Address already in use");
    }
  }
}
