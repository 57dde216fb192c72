package dev.restauth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseLockTest {
  @TempDir Path folder;

  /**
   * If root runs the command, the user who owns the folder could otherwise make it write to any
   * file.
   */
  @Test
  void lockFileThatIsALinkIsRefused() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.createSymbolicLink(data.resolve("restauth.sqlite.lock"), elsewhere);

    assertThatThrownBy(() -> DatabaseLock.tryAcquire(data, data.resolve("restauth.sqlite")))
        .isInstanceOf(StoreRefusedException.class);
    assertThat(elsewhere).doesNotExist();
  }

  /**
   * The test creates the exceptions itself, because root may run the tests, and can access every
   * file.
   */
  @Test
  void failuresOfFilesAreInWords() {
    assertThat(FileFailure.reason(new AccessDeniedException("/srv/data")))
        .isEqualTo("access is denied");
    assertThat(FileFailure.reason(new NoSuchFileException("/srv/data")))
        .isEqualTo("there is no such file or folder");
    assertThat(
            FileFailure.reason(
                new FileSystemException("/srv/data", null, "No space left on device")))
        .isEqualTo("No space left on device");
    assertThat(FileFailure.reason(new IOException("Stream Closed")))
        .isEqualTo("java.io.IOException: Stream Closed");
  }
}
