package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.config.AddressBlock;
import dev.restauth.config.Config;
import dev.restauth.config.Loading;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenSettingsTest {
  private final Path folder;
  private final Loading loading;

  ListenSettingsTest(@TempDir Path folder) {
    this.folder = folder;
    this.loading = new Loading(folder);
  }

  @BeforeEach
  void files() throws Exception {
    for (String name : new String[] {"chain.pem", "key.pem", "store.p12", "password"}) {
      Files.createFile(folder.resolve(name));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "::1",
        "[::1]",
        "::ffff:127.0.0.1",
        "localhost",
        "LocalHost",
        "here.test"
      })
  void loopbackNeedsNothingMore(String host) {
    assertThat(loading.flag("host", host).config().get(ListenSettings.HOST).isLoopback()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "both.test"})
  void beyondLoopbackNeedsProtectionAndAPolicy(String host) {
    assertThat(loading.flag("host", host).problems())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("flag --host: \"host\" is \"" + host + "\"; beyond loopback, ")
                    .contains(
                        "tls-certificate", "tls-keystore", "trusted-proxies", "insecure-http"),
            line ->
                assertThat(line)
                    .startsWith(
                        "flag --host: beyond loopback, \"password-policy\" must be chosen: nist"));
  }

  @Test
  void pemFilesProtect() {
    Config config =
        beyond().flag("tls-certificate", "chain.pem").flag("tls-key", "key.pem").config();
    assertThat(TlsSettings.of(config))
        .contains(new Tls.Pem(folder.resolve("chain.pem"), folder.resolve("key.pem")));
    assertThat(config.get(ListenSettings.HOST).isLoopback()).isFalse();
  }

  @Test
  void aKeystoreProtects() {
    Config config =
        beyond()
            .flag("tls-keystore", "store.p12")
            .flag("tls-keystore-password-file", "password")
            .config();
    assertThat(TlsSettings.of(config))
        .contains(new Tls.Pkcs12(folder.resolve("store.p12"), folder.resolve("password")));
  }

  @Test
  void trustedProxiesProtect() {
    Config config = beyond().flag("trusted-proxies", "10.1.2.3").config();
    assertThat(config.get(ListenSettings.TRUSTED_PROXIES))
        .containsExactly(AddressBlock.parse("10.1.2.3"));
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void insecureHttpIsAllowedWithAWarning() {
    Config config = beyond().flag("insecure-http", "true").config();
    assertThat(TlsSettings.of(config)).isEmpty();
    assertThat(config.warnings())
        .containsExactly("insecure-http: passwords and tokens cross the network in clear");
  }

  @Test
  void compatBeyondLoopbackIsAllowedWithAWarning() {
    Config config =
        beyond().flag("password-policy", "compat").flag("trusted-proxies", "10.1.2.3").config();
    assertThat(config.warnings())
        .containsExactly("password-policy compat: any password that is not empty is accepted");
  }

  @Test
  void compatBehindAProxyOnLoopbackIsAllowedWithAWarning() {
    assertThat(loading.flag("trusted-proxies", "127.0.0.1").config().warnings())
        .containsExactly("password-policy compat: any password that is not empty is accepted");
  }

  @Test
  void insecureHttpFalseProtectsNothing() {
    assertThat(beyond().flag("insecure-http", "false").problems()).hasSize(1);
  }

  @Test
  void protectionAloneDoesNotChooseThePolicy() {
    assertThat(loading.flag("host", "0.0.0.0").flag("insecure-http", "true").problems())
        .singleElement()
        .asString()
        .contains("password-policy");
  }

  @Test
  void trustingAllAddressesIsRefused() {
    assertThat(beyond().flag("trusted-proxies", "0.0.0.0/0").problems())
        .containsExactly(
            "flag --trusted-proxies: \"trusted-proxies\" has \"0.0.0.0/0\"; this trusts every client; name the proxies' own"
                + " addresses");
  }

  @Test
  void aNameWithoutAddressIsRefused() {
    assertThat(loading.flag("host", "nowhere.test").problems())
        .containsExactly(
            "flag --host: \"host\" is \"nowhere.test\"; no address was found for this name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.1",
        "0.0.0.0:80",
        "1.2.3.256",
        "fe80::1%eth0",
        "a b",
        "http://a",
        "-a",
        "[::1",
        "a_b"
      })
  void otherTextsAreNotHosts(String host) {
    assertThat(loading.flag("host", host).problems())
        .containsExactly(
            "flag --host: \"host\" is \""
                + host
                + "\"; expected an IP address or a host name, without a port");
  }

  @Test
  void eachTlsFileNeedsItsCompanion() {
    assertThat(loading.flag("tls-certificate", "chain.pem").problems())
        .containsExactly("flag --tls-certificate: \"tls-certificate\" needs tls-key as well");
    assertThat(new Loading(folder).flag("tls-key", "key.pem").problems())
        .containsExactly("flag --tls-key: \"tls-key\" needs tls-certificate as well");
    assertThat(new Loading(folder).flag("tls-keystore", "store.p12").problems())
        .containsExactly(
            "flag --tls-keystore: \"tls-keystore\" needs tls-keystore-password-file as well");
    assertThat(new Loading(folder).flag("tls-keystore-password-file", "password").problems())
        .containsExactly(
            "flag --tls-keystore-password-file: \"tls-keystore-password-file\" needs tls-keystore as well");
  }

  @Test
  void pemAndKeystoreExcludeEachOther() {
    assertThat(
            loading
                .flag("tls-certificate", "chain.pem")
                .flag("tls-key", "key.pem")
                .variable("RESTAUTH_TLS_KEYSTORE", "store.p12")
                .flag("tls-keystore-password-file", "password")
                .problems())
        .containsExactly(
            "variable RESTAUTH_TLS_KEYSTORE: PEM files and a PKCS#12 file are both given; choose one");
  }

  @Test
  void tlsFilesMustExist() {
    assertThat(beyond().flag("tls-certificate", "no.pem").flag("tls-key", ".").problems())
        .containsExactly(
            "flag --tls-certificate: \"tls-certificate\" is \"no.pem\"; there is no such file",
            "flag --tls-key: \"tls-key\" is \".\"; it is a folder; expected a file");
  }

  private Loading beyond() {
    return loading.flag("host", "0.0.0.0").flag("password-policy", "nist");
  }
}
