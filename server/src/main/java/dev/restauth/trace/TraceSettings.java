package dev.restauth.trace;

import dev.restauth.config.Config;
import dev.restauth.config.Findings;
import dev.restauth.config.Group;
import dev.restauth.config.Secret;
import dev.restauth.config.SecretLine;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.config.Warnings;
import dev.restauth.crypto.CertificateFiles;
import dev.restauth.outbound.OperatorEndpoint;
import dev.restauth.outbound.OperatorField;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Settings of traces: the collector, and the share of recorded requests. */
public final class TraceSettings implements Settings {
  private static final Pattern RATIO = Pattern.compile("0|1|[01]?\\.[0-9]{1,9}|[01]\\.");

  /** The URL of the collector, without a trailing slash. */
  public static final Setting<Optional<URI>> ENDPOINT =
      Setting.optional(
          "traces-endpoint",
          Group.LOGGING,
          ValueType.text("URL", (text, _) -> endpoint(text)),
          "none: no traces",
          "OTLP/HTTP endpoint of a collector, such as http://127.0.0.1:4318, which gets traces at /v1/traces");

  static final Setting<Double> SAMPLE =
      Setting.of(
          "traces-sample",
          Group.LOGGING,
          ValueType.text("RATIO", (text, _) -> ratio(text)),
          "0.1",
          "Fraction of the requests that are traced, from 0 to 1, unless a trusted proxy decides");

  static final Setting<Optional<Secret>> HEADER_FILE =
      Setting.optional(
              "traces-header-file",
              Group.LOGGING,
              // A method reference would load OperatorField at every start.
              SecretLine.type(
                  line -> {
                    var _ = OperatorField.parse(line);
                  }),
              "none",
              "File whose first line is a header for the collector, such as Authorization: Bearer TOKEN")
          .neverQuoted();

  static final Setting<Optional<Path>> CA_FILE =
      Setting.optional(
          "traces-ca-file",
          Group.LOGGING,
          ValueType.file(),
          "the authorities that Java trusts",
          "PEM file of additional certificate authorities to trust for the collector");

  @Override
  public List<Setting<?>> all() {
    return List.of(ENDPOINT, SAMPLE, HEADER_FILE, CA_FILE);
  }

  @Override
  public void validate(Config config, Findings findings) {
    for (Setting<?> each : List.of(HEADER_FILE, CA_FILE)) {
      if (findings.given(each) && config.get(ENDPOINT).isEmpty() && findings.allValid(ENDPOINT)) {
        findings.needs(each, ENDPOINT);
      }
    }
  }

  /**
   * Warns if the file with certificate authorities is invalid, because then no trace can be sent.
   * This is not an error, because the server can work without traces.
   */
  @Override
  public void warn(Config config, Warnings warnings) {
    config
        .get(CA_FILE)
        .ifPresent(
            file -> {
              try {
                CertificateFiles.checkAuthorities(file);
              } catch (IllegalArgumentException e) {
                warnings.add(CA_FILE.key() + ": " + e.getMessage() + ": no trace will be sent");
              }
            });
  }

  private static URI endpoint(String text) {
    try {
      URI uri = new URI(text.replaceFirst("/+$", ""));
      OperatorEndpoint.check(uri);
      if (uri.getRawQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      // the message does not repeat the URL, which may contain a password
    }
    throw new IllegalArgumentException(
        "expected http://HOST[:PORT][/PATH] or https://..., without user name, query and fragment");
  }

  private static double ratio(String text) {
    double ratio = RATIO.matcher(text).matches() ? Double.parseDouble(text) : -1;
    if (ratio < 0 || ratio > 1) {
      throw new IllegalArgumentException("expected a number from 0 to 1, such as 0.1");
    }
    return ratio;
  }
}
