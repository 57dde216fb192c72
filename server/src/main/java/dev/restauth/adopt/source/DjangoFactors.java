package dev.restauth.adopt.source;

import dev.restauth.crypto.Hmac;
import dev.restauth.factor.Totp;
import dev.restauth.json.JsonWalk;
import dev.restauth.passkey.ImportedPasskey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The second factors in the output of Django's {@code dumpdata}: devices of django-otp,
 * django-two-factor-auth and authentik, and authenticators of django-allauth. They are separate
 * objects in the output, before or after their users. All factors are therefore read before any
 * user. Memory grows with the number of devices.
 */
final class DjangoFactors {
  /** The number of codes that django-allauth derives from a seed by default. */
  private static final int DERIVED_CODES = 10;

  private static final int DERIVED_MODULUS = 100_000_000;

  private final Map<String, FactorCollector> ofUsers = new HashMap<>();
  private final Set<String> withoutUser = new HashSet<>();
  private final Map<String, String> usersOfStaticDevices = new HashMap<>();
  private final Map<String, List<String>> tokensOfStaticDevices = new HashMap<>();

  /** An object of the dump. Its fields are in any order. */
  private static final class Row {
    private String model = "";
    private String key = "";
    private final Map<String, String> fields = new HashMap<>();
    private final List<String> migratedCodes = new ArrayList<>();

    Optional<String> field(String name) {
      return Optional.ofNullable(fields.get(name));
    }

    /**
     * Returns the primary or natural key of the row's user or device, from the field {@code name}.
     */
    String owner(String name) {
      return field(name).orElse("");
    }

    boolean isConfirmed() {
      return !fields.getOrDefault("confirmed", "").equals("false");
    }
  }

  /** Reads an object of any model. */
  void read(JsonWalk json) {
    Row row = new Row();
    json.fields(
        name -> {
          switch (name) {
            case "model" -> row.model = json.text().orElse("").toLowerCase(Locale.ROOT);
            case "pk" -> row.key = key(json);
            case "fields" -> json.fields(field -> read(row, json, field));
            default -> {}
          }
        });
    String kind = row.model.substring(row.model.lastIndexOf('.') + 1);
    if (!kind.equals("statictoken") && row.owner("user").isEmpty()) {
      return;
    }
    switch (kind) {
      case "totpdevice" -> totp(row);
      case "staticdevice" -> {
        if (row.isConfirmed()) {
          usersOfStaticDevices.put(row.key, row.owner("user"));
        }
      }
      case "statictoken" ->
          row.field("token")
              .ifPresent(
                  token ->
                      tokensOfStaticDevices
                          .computeIfAbsent(row.owner("device"), _ -> new ArrayList<>())
                          .add(token));
      case "authenticator" -> authenticator(row);
      case "webauthndevice" -> {
        if (row.isConfirmed()) {
          of(row).passkey(passkey(row), false);
        }
      }
      default -> {
        // The names of django-otp's models end in "device", and their objects have the field
        // "confirmed".
        if (kind.endsWith("device") && row.fields.containsKey("confirmed") && row.isConfirmed()) {
          of(row).missing(row.model);
        }
      }
    }
  }

  private static void read(Row row, JsonWalk json, String field) {
    switch (field) {
      case "user", "device" -> row.fields.put(field, key(json));
      case "confirmed",
          "key",
          "step",
          "t0",
          "digits",
          "last_t",
          "token",
          "type",
          "name",
          "credential_id",
          "public_key",
          "sign_count",
          "rp_id",
          "aaguid",
          "created_on" ->
          json.text().ifPresent(text -> row.fields.put(field, text));
      case "data" ->
          json.fields(
              name -> {
                if (name.equals("migrated_codes")) {
                  json.elements(code -> code.text().ifPresent(row.migratedCodes::add));
                } else {
                  json.text().ifPresent(text -> row.fields.put("data." + name, text));
                }
              });
      default -> {}
    }
  }

  /**
   * Returns a primary key, or the parts of a natural key, each after a separator that no name
   * contains.
   */
  private static String key(JsonWalk json) {
    StringBuilder parts = new StringBuilder();
    json.elements(part -> parts.append('\0').append(part.text().orElse("")));
    return json.text().orElse(parts.toString());
  }

  private FactorCollector of(Row row) {
    return of(row.owner("user"));
  }

  private FactorCollector of(String user) {
    return ofUsers.computeIfAbsent(user, _ -> new FactorCollector());
  }

  /**
   * Reads a passkey of authentik. Its user handle is unknown, because authentik derives user
   * handles from a secret that is not in the dump.
   */
  private static Optional<ImportedPasskey> passkey(Row row) {
    PasskeyFields fields = new PasskeyFields();
    fields.domain = row.field("rp_id").filter(domain -> !domain.isEmpty());
    fields.credentialId = row.field("credential_id").flatMap(PasskeyFields::base64);
    fields.publicKey = row.field("public_key").flatMap(PasskeyFields::base64);
    fields.model = row.field("aaguid").flatMap(PasskeyFields::model);
    fields.name = row.field("name").orElse("");
    fields.counter = PasskeyFields.counter(row.field("sign_count").orElse("0"));
    fields.createdAt = row.field("created_on").flatMap(ExportTimes::dateAndTime);
    return fields.passkey();
  }

  private void totp(Row row) {
    if (!row.isConfirmed()) {
      return;
    }
    if (row.field("t0").filter(t0 -> !t0.equals("0")).isPresent()) {
      of(row).missing(FactorCollector.OTHER_APP);
      return;
    }
    Optional<Totp> app =
        TotpTexts.app(
            row.field("key").flatMap(TotpTexts::hex),
            Optional.empty(),
            row.field("digits"),
            row.field("step"));
    of(row).totp(app, app.map(each -> usedUntil(row, each)).orElse(Instant.EPOCH));
  }

  private static Instant usedUntil(Row row, Totp app) {
    return FactorColumns.usedUntil(row.field("last_t").orElse(""), app.period());
  }

  /** Reads an authenticator of django-allauth. */
  private void authenticator(Row row) {
    switch (row.field("type").orElse("")) {
      case "totp" -> of(row).totp(row.field("data.secret").flatMap(TotpTexts::base32App));
      case "recovery_codes" -> {
        if (!row.migratedCodes.isEmpty()) {
          row.migratedCodes.forEach(of(row)::recoveryCode);
        } else {
          row.field("data.seed")
              .ifPresentOrElse(
                  seed -> derived(seed, row).forEach(of(row)::recoveryCode),
                  () -> of(row).missing(FactorCollector.RECOVERY_CODES));
        }
      }
      case "webauthn" -> of(row).missing(FactorCollector.HARDWARE);
      case "" -> {} // a model of another application
      default -> of(row).missing("the authenticator " + row.field("type").orElse(""));
    }
  }

  /**
   * Derives the unused recovery codes. Each code consists of digits from an HMAC-SHA-1, whose key
   * is the seed. The message of the HMAC lists the numbers of all codes up to this code.
   */
  private static List<String> derived(String seed, Row row) {
    String mask = row.field("data.used_mask").orElse("0");
    long used = mask.matches("[0-9]{1,18}") ? Long.parseLong(mask) : -1;
    Hmac hmac = Hmac.sha1(seed.isEmpty() ? new byte[1] : seed.getBytes(StandardCharsets.UTF_8));
    List<String> codes = new ArrayList<>();
    StringBuilder message = new StringBuilder();
    for (int i = 0; i < DERIVED_CODES; i++) {
      message.append("%3d,".formatted(i));
      if ((used & (1L << i)) == 0) {
        byte[] mac = hmac.of(message.toString().getBytes(StandardCharsets.UTF_8));
        long number = Integer.toUnsignedLong(ByteBuffer.wrap(mac).getInt());
        codes.add("%08d".formatted(number % DERIVED_MODULUS));
      }
    }
    return codes;
  }

  /**
   * Assigns the tokens to the users of their devices. Call this method once, after all objects have
   * been read.
   */
  void connect() {
    tokensOfStaticDevices.forEach(
        (device, tokens) ->
            Optional.ofNullable(usersOfStaticDevices.get(device))
                .ifPresent(user -> tokens.forEach(of(user)::recoveryCode)));
    tokensOfStaticDevices.clear();
    usersOfStaticDevices.clear();
    withoutUser.addAll(ofUsers.keySet());
  }

  /** Returns whether no user has a factor. */
  boolean isEmpty() {
    return ofUsers.isEmpty();
  }

  /** Records that the dump contains a user. */
  void found(Optional<String> key, Optional<String> name) {
    key.ifPresent(withoutUser::remove);
    name.ifPresent(text -> withoutUser.remove(natural(text)));
  }

  /** Returns the number of users who have factors but were not passed to {@link #found}. */
  int unknownUsers() {
    return withoutUser.size();
  }

  /**
   * Returns the factors of the user with this primary key, or with this user name as the natural
   * key.
   */
  SourceFactors of(Optional<String> key, Optional<String> name) {
    return key.map(ofUsers::get)
        .or(() -> name.map(text -> ofUsers.get(natural(text))))
        .map(FactorCollector::factors)
        .orElse(SourceFactors.NONE);
  }

  private static String natural(String name) {
    return "\0" + name;
  }

  /** Returns a text without any content. */
  @Override
  public String toString() {
    return "DjangoFactors[" + ofUsers.size() + "]";
  }
}
