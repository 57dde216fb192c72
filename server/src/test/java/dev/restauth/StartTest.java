package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartTest {
  @TempDir Path folder;

  @Test
  void failedStartLeavesNothingOpen() {
    Path taken = folder.resolve("taken");
    Path free = folder.resolve("free");
    try (TestServer first = TestServer.start(taken.toAbsolutePath())) {
      Map<String, String> samePort = Map.of("port", "" + first.port());
      assertThatThrownBy(() -> TestServer.start(free, InstantSource.system(), samePort).close())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot listen on");
    }

    try (TestServer again = TestServer.start(free)) {
      assertThat(again.calls().register("miguel", "python").status()).isEqualTo(201);
    }
  }
}
