package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFilesTest {
  @ParameterizedTest
  @CsvSource({
    "20000, 4096, 4096",
    "4827, 4096, 4096",
    "4826, 4096, 4095",
    "1024, 4096, 768",
    "1024, 16, 16",
    "100, 4096, 1",
    "0, 4096, 1"
  })
  void leavesRoomForOtherFiles(int files, int wanted, int held) {
    assertThat(new OpenFiles(OptionalInt.of(files)).connections(wanted)).isEqualTo(held);
  }

  @Test
  void changesNothingIfTheLimitIsUnknown() {
    assertThat(new OpenFiles(OptionalInt.empty()).connections(4096)).isEqualTo(4096);
  }

  @Test
  void readsTheLimitOfThisProcess() {
    OptionalInt atMost = OpenFiles.ofThisProcess().atMost();
    if (System.getProperty("os.name").equals("Linux")) {
      assertThat(atMost.orElseThrow()).isPositive();
    }
  }
}
