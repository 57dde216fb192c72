package dev.restauth.adopt.source;

import dev.restauth.factor.Totp;
import dev.restauth.json.JsonWalk;
import dev.restauth.password.format.KeycloakCredential;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a Keycloak user. Since Keycloak 8, their values are in {@code secretData} and
 * {@code credentialData}, which are JSON inside strings. Earlier versions wrote the values into
 * fields of the credential.
 */
final class KeycloakCredentials {
  private static final Set<String> WANTED =
      Set.of(
          "algorithm",
          "createdDate",
          "credentialData",
          "digits",
          "hashIterations",
          "hashedSaltedValue",
          "period",
          "salt",
          "secretData",
          "type",
          "userLabel");

  private static final String SECRET_DATA = "secretData";
  private static final String CREDENTIAL_DATA = "credentialData";
  private static final String HASHED = "hashedSaltedValue";
  private static final String ALGORITHM = "algorithm";
  private static final String DIGITS = "digits";
  private static final String PERIOD = "period";

  private Optional<Map<String, String>> password = Optional.empty();
  private final FactorCollector factors = new FactorCollector();
  private final List<PasskeyFields> passkeys = new ArrayList<>();

  /** Reads one credential. If a user has several passwords, the first one is used. */
  void read(JsonWalk json) {
    Map<String, String> found = new HashMap<>();
    json.fields(
        name -> {
          if (WANTED.contains(name)) {
            json.text().ifPresent(text -> found.put(name, text));
          }
        });
    String type = found.getOrDefault("type", "");
    switch (type) {
      case "password" -> password = password.or(() -> Optional.of(found));
      case "otp" -> otp(found);
      case "totp" -> factors.totp(app(found, found.get(HASHED), Optional.empty()));
      case "hotp" -> factors.missing(FactorCollector.OTHER_APP);
      case "webauthn", "webauthn-passwordless" -> passkeys.add(passkey(found));
      case "recovery-authn-codes" -> factors.missing("recovery codes, which are hashed");
      // A log-in does not request these credentials.
      case "password-history", "secret", "kerberos", "trusted-device", "" -> {}
      default -> factors.missing("the credential " + type);
    }
  }

  /**
   * Reads a passkey. Keycloak does not store the passkey's domain, nor whether the passkey is
   * synchronised.
   */
  private static PasskeyFields passkey(Map<String, String> fields) {
    PasskeyFields found = new PasskeyFields();
    found.alone = fields.getOrDefault("type", "").equals("webauthn-passwordless");
    found.name = fields.getOrDefault("userLabel", "");
    found.createdAt = Optional.ofNullable(fields.get("createdDate")).flatMap(ExportTimes::millis);
    inner(
        fields.getOrDefault(CREDENTIAL_DATA, ""),
        (name, json) -> {
          switch (name) {
            case "credentialId" -> found.credentialId = json.text().flatMap(PasskeyFields::base64);
            case "credentialPublicKey" ->
                found.publicKey = json.text().flatMap(PasskeyFields::base64);
            case "aaguid" -> found.model = json.text().flatMap(PasskeyFields::model);
            case "counter" -> found.counter = json.text().flatMap(PasskeyFields::counter);
            case "transports" ->
                json.elements(each -> each.text().ifPresent(found.transports::add));
            default -> {}
          }
        });
    return found;
  }

  /** Reads an authenticator app in the form that Keycloak has written since version 8. */
  private void otp(Map<String, String> fields) {
    Map<String, String> about = inner(fields.getOrDefault(CREDENTIAL_DATA, ""));
    if (about.getOrDefault("subType", "totp").equals("totp")) {
      factors.totp(
          app(
              about,
              inner(fields.getOrDefault(SECRET_DATA, "")).get("value"),
              Optional.ofNullable(about.get("secretEncoding"))));
    } else {
      factors.missing(FactorCollector.OTHER_APP);
    }
  }

  /**
   * Returns the app; empty if it is malformed or not supported.
   *
   * @param secret the secret. Without an encoding, its UTF-8 bytes are the key
   */
  private static Optional<Totp> app(
      Map<String, String> about, @Nullable String secret, Optional<String> encoding) {
    Optional<byte[]> bytes =
        Optional.ofNullable(secret)
            .flatMap(
                text ->
                    encoding.isEmpty()
                        ? Optional.of(text.getBytes(StandardCharsets.UTF_8))
                        : encoding
                            .filter("BASE32"::equalsIgnoreCase)
                            .flatMap(_ -> TotpTexts.base32(text)));
    return TotpTexts.app(
        bytes,
        Optional.ofNullable(about.get(ALGORITHM)),
        Optional.ofNullable(about.get(DIGITS)),
        Optional.ofNullable(about.get(PERIOD)));
  }

  /** Reads the fields of JSON inside a string; returns none if the JSON is malformed. */
  private static Map<String, String> inner(String text) {
    Map<String, String> found = new HashMap<>();
    boolean isRead =
        inner(text, (name, json) -> json.text().ifPresent(value -> found.putIfAbsent(name, value)));
    return isRead ? found : Map.of();
  }

  /** Reads JSON inside a string; returns whether the JSON is well-formed. */
  private static boolean inner(String text, BiConsumer<String, JsonWalk> field) {
    try (JsonWalk json = new JsonWalk(new StringReader(text), UnreadableSource::new)) {
      json.entries(object -> object.fields(name -> field.accept(name, object)));
      return true;
    } catch (UnreadableSource malformed) {
      return false;
    }
  }

  /** Sets the entry's hash and factors, or the reason why the entry is refused. */
  void applyTo(Entry entry) {
    password.ifPresent(fields -> apply(entry, fields));
    for (PasskeyFields passkey : passkeys) {
      // In Keycloak, the user handle of a passkey consists of the bytes of the user's id.
      passkey.userHandle = entry.key().map(id -> id.getBytes(StandardCharsets.UTF_8));
      factors.passkey(passkey.passkey(), passkey.alone);
    }
    entry.factors(factors.factors());
  }

  private static void apply(Entry entry, Map<String, String> fields) {
    if (fields.containsKey(SECRET_DATA)) {
      hash(
          entry,
          KeycloakCredential.text(
              fields.getOrDefault(SECRET_DATA, ""), fields.getOrDefault(CREDENTIAL_DATA, "")));
    } else if (fields.containsKey(HASHED)) {
      String algorithm = fields.getOrDefault(ALGORITHM, "pbkdf2");
      hash(
          entry,
          HashTexts.pbkdf2(
              algorithm.equals("pbkdf2") ? "sha1" : algorithm.replace("pbkdf2-", ""),
              fields.getOrDefault("hashIterations", ""),
              fields.getOrDefault("salt", ""),
              fields.getOrDefault(HASHED, "")));
    } else {
      entry.flaw("its password is in plain text");
    }
  }

  private static void hash(Entry entry, Optional<String> text) {
    if (text.isEmpty()) {
      entry.flaw("its password hash is malformed, or its algorithm is not supported");
    }
    entry.hash(text);
  }
}
