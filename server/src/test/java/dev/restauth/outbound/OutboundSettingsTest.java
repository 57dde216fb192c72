package dev.restauth.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.config.Loading;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboundSettingsTest {
  private final Path folder;
  private final Loading loading;

  OutboundSettingsTest(@TempDir Path folder) {
    this.folder = folder;
    this.loading = new Loading(folder);
  }

  @Test
  void refusesNetworksThatAreEverything() {
    assertThat(loading.flag("outbound-networks", "10.0.0.0/8,::/0").problems())
        .containsExactly(
            "flag --outbound-networks: \"outbound-networks\" has \"::/0\"; this lets clients choose any address of your network; name the networks");
  }

  @Test
  void refusesAMissingFile() {
    assertThat(loading.flag("outbound-ca-file", "missing.pem").problems())
        .containsExactly(
            "flag --outbound-ca-file: \"outbound-ca-file\" is \"missing.pem\"; there is no such file");
  }

  @Test
  void warnsOfAFileWithoutCertificates() throws Exception {
    Path file = Files.writeString(folder.resolve("ca.pem"), "nothing");
    assertThat(loading.flag("outbound-ca-file", "ca.pem").config().warnings())
        .containsExactly(
            "outbound-ca-file: "
                + file
                + " holds no readable PEM certificate: no call to a server of a client will succeed");
    TestAuthority authority = TestAuthority.in(folder);
    assertThat(loading.flag("outbound-ca-file", authority.file().toString()).config().warnings())
        .isEmpty();
  }
}
