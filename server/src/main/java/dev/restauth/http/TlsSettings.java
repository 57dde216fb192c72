package dev.restauth.http;

import dev.restauth.config.Config;
import dev.restauth.config.Findings;
import dev.restauth.config.Group;
import dev.restauth.config.Quoting;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.config.Warnings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of TLS: certificate and key, HSTS, and the rule that connections from other machines
 * must be protected.
 */
public final class TlsSettings implements Settings {
  static final Setting<Optional<Path>> CERTIFICATE =
      Setting.optional(
          "tls-certificate",
          Group.TLS,
          ValueType.file(),
          "none",
          "PEM file with the certificate chain, the server's own certificate first; requires --tls-key");

  static final Setting<Optional<Path>> KEY =
      Setting.optional(
          "tls-key",
          Group.TLS,
          ValueType.file(),
          "none",
          "PEM file with the private key of the certificate, in PKCS#8, not encrypted");

  static final Setting<Optional<Path>> KEYSTORE =
      Setting.optional(
          "tls-keystore",
          Group.TLS,
          ValueType.file(),
          "none",
          "PKCS#12 file with key and certificate chain, instead of the two PEM files");

  static final Setting<Optional<Path>> KEYSTORE_PASSWORD_FILE =
      Setting.optional(
              "tls-keystore-password-file",
              Group.TLS,
              ValueType.file(),
              "none",
              "File whose first line is the password of the PKCS#12 file")
          .neverQuoted();

  static final Setting<Duration> HSTS_MAX_AGE =
      Setting.of(
          "hsts-max-age",
          Group.TLS,
          ValueType.span(Duration.ZERO, Duration.ofDays(730)),
          "365d",
          "How long browsers use only HTTPS, if public-url is https and this server terminates TLS; 0 ends this");

  private static final String UNPROTECTED =
      "beyond loopback, passwords would cross the network in clear; give tls-certificate and tls-key or tls-keystore,"
          + " name the proxies before this server in trusted-proxies, or say insecure-http";

  @Override
  public List<Setting<?>> all() {
    return List.of(CERTIFICATE, KEY, KEYSTORE, KEYSTORE_PASSWORD_FILE, HSTS_MAX_AGE);
  }

  /** The certificate and key to use; empty for plain HTTP. */
  public static Optional<Tls> of(Config config) {
    return pem(config).or(() -> pkcs12(config));
  }

  private static Optional<Tls> pem(Config config) {
    return config
        .get(CERTIFICATE)
        .flatMap(chain -> config.get(KEY).map(key -> new Tls.Pem(chain, key)));
  }

  private static Optional<Tls> pkcs12(Config config) {
    return config
        .get(KEYSTORE)
        .flatMap(
            keystore ->
                config
                    .get(KEYSTORE_PASSWORD_FILE)
                    .map(password -> new Tls.Pkcs12(keystore, password)));
  }

  @Override
  public void validate(Config config, Findings findings) {
    pair(findings, CERTIFICATE, KEY);
    pair(findings, KEYSTORE, KEYSTORE_PASSWORD_FILE);
    boolean pem = findings.given(CERTIFICATE) || findings.given(KEY);
    if (pem && (findings.given(KEYSTORE) || findings.given(KEYSTORE_PASSWORD_FILE))) {
      findings.problem(
          findings.given(KEYSTORE) ? KEYSTORE : KEYSTORE_PASSWORD_FILE,
          "PEM files and a PKCS#12 file are both given; choose one");
    }
    protection(config, findings);
  }

  /** Requires that two settings are given together. */
  private static void pair(Findings findings, Setting<?> first, Setting<?> second) {
    if (findings.given(first) && !findings.given(second)) {
      findings.needs(first, second);
    }
    if (findings.given(second) && !findings.given(first)) {
      findings.needs(second, first);
    }
  }

  private static void protection(Config config, Findings findings) {
    Host host = config.get(ListenSettings.HOST);
    if (isInClear(config)
        && !config.get(ListenSettings.INSECURE_HTTP)
        && findings.allValid(
            ListenSettings.HOST, ListenSettings.INSECURE_HTTP, ListenSettings.TRUSTED_PROXIES)
        && findings.allValid(CERTIFICATE, KEY, KEYSTORE, KEYSTORE_PASSWORD_FILE)) {
      findings.problem(
          ListenSettings.HOST, "\"host\" is " + Quoting.quoted(host.name()) + "; " + UNPROTECTED);
    }
  }

  /** Returns whether requests from other machines cross the network unencrypted. */
  private static boolean isInClear(Config config) {
    return !config.get(ListenSettings.HOST).isLoopback()
        && of(config).isEmpty()
        && config.get(ListenSettings.TRUSTED_PROXIES).isEmpty();
  }

  @Override
  public void warn(Config config, Warnings warnings) {
    if (isInClear(config)) {
      warnings.add("insecure-http: passwords and tokens cross the network in clear");
    }
    config.get(KEY).ifPresent(file -> warnings.addIfReadable(KEY, file));
    config
        .get(KEYSTORE_PASSWORD_FILE)
        .ifPresent(file -> warnings.addIfReadable(KEYSTORE_PASSWORD_FILE, file));
  }
}
