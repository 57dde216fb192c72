package dev.restauth.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.config.Loading;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmailLoginSettingTest {
  @TempDir private Path folder;

  private Loading loading(String choice) {
    return new Loading(folder).flag("email-login", choice);
  }

  @Test
  void aServerThatMailsNoCodesIsWarned() {
    for (String choice : new String[] {"on", "despite-nist"}) {
      assertThat(loading(choice).config().warnings())
          .containsExactly(
              "email-login: nobody can log in by a mailed code without mail: set smtp-url, mail-from"
                  + " and public-url, or mail-log for development on loopback");
      assertThat(loading(choice).flag("mail-log", "true").config().warnings()).isEmpty();
    }
    assertThat(loading("off").config().warnings()).isEmpty();
  }
}
