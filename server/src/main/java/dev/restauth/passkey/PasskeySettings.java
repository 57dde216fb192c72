package dev.restauth.passkey;

import dev.restauth.config.Config;
import dev.restauth.config.Findings;
import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.http.ListenSettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Settings for passkeys. */
public final class PasskeySettings implements Settings {
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?=.{1,253}$)(?=.*[a-z])[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

  /**
   * Matches the origin of a web page, as browsers send it. Also matches the origin of an Android
   * app, which contains the digest of the app's certificate.
   */
  private static final Pattern ORIGIN =
      Pattern.compile(
          "https://[a-z0-9.-]+(:[0-9]{1,5})?(?<!:443)|http://localhost(:[0-9]{1,5})?(?<!:80)"
              + "|android:apk-key-hash:[A-Za-z0-9_-]{43}");

  static final Setting<Optional<String>> RP_ID =
      Setting.optional(
          "passkey-rp-id",
          Group.ACCOUNTS,
          ValueType.text(
              "DOMAIN",
              (text, _) ->
                  matching(DOMAIN, text, "expected a domain in lower case, such as example.com")),
          "the host of public-url",
          "Domain to which passkeys are bound: the host of public-url, or a domain above it");

  static final Setting<List<String>> ORIGINS =
      Setting.computed(
          "passkey-origins",
          Group.ACCOUNTS,
          ValueType.list(
              "ORIGIN",
              (text, _) ->
                  matching(
                      ORIGIN,
                      text,
                      "expected an origin such as https://app.example.com, or android:apk-key-hash: and 43"
                          + " characters")),
          "none",
          List::of,
          "Origins of pages and apps that may use passkeys, in addition to the origin of public-url");

  static final Setting<Boolean> CHANGE_RP_ID =
      Setting.of(
          "change-passkey-rp-id",
          Group.ACCOUNTS,
          ValueType.flag(),
          "false",
          "Start even though the domain of passkeys was changed, which makes all passkeys useless");

  private static String matching(Pattern form, String text, String expected) {
    if (!form.matcher(text).matches()) {
      throw new IllegalArgumentException(expected);
    }
    return text;
  }

  @Override
  public List<Setting<?>> all() {
    return List.of(RP_ID, ORIGINS, CHANGE_RP_ID);
  }

  /**
   * Reports a domain that browsers would refuse. The domain must be the host of the public URL, or
   * a parent domain of that host. Pages on other domains must be configured as origins.
   */
  @Override
  public void validate(Config config, Findings findings) {
    Optional<String> host = config.get(ListenSettings.PUBLIC_URL).map(URI::getHost);
    config
        .get(RP_ID)
        .filter(id -> host.isPresent() && !isSuffix(id, host.get()))
        .ifPresent(
            id ->
                findings.problem(
                    RP_ID,
                    "\"passkey-rp-id\" is \""
                        + id
                        + "\"; expected the host of public-url, or a domain above it with a dot"));
    if (config.get(RP_ID).isPresent() && host.isEmpty() && config.get(ORIGINS).isEmpty()) {
      findings.problem(RP_ID, "\"passkey-rp-id\" needs \"public-url\" or \"passkey-origins\"");
    }
  }

  private static boolean isSuffix(String id, String host) {
    return host.equals(id) || (id.contains(".") && host.endsWith("." + id));
  }
}
