package dev.restauth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseLockTest {
  @TempDir Path folder;

  /** The folder may be another user's, and the command root's. */
  @Test
  void lockFileThatIsALinkIsRefused() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.createSymbolicLink(data.resolve("restauth.sqlite.lock"), elsewhere);

    assertThatThrownBy(() -> DatabaseLock.tryAcquire(data, data.resolve("restauth.sqlite")))
        .isInstanceOf(StoreRefusedException.class);
    assertThat(elsewhere).doesNotExist();
  }
}
