package dev.restauth.passkey;

import dev.restauth.json.JsonWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

/**
 * JSON for passkeys: the options of ceremonies (WebAuthn Level 3, sections 5.4 and 5.5), and lists.
 */
final class PasskeyJson {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private PasskeyJson() {}

  /**
   * Writes the options of a creation, for {@code
   * PublicKeyCredential.parseCreationOptionsFromJSON()}.
   *
   * @param beside whether the passkey will only be a second factor. If so, security keys that
   *     cannot verify the user are also allowed
   */
  static void creation(
      JsonWriter json,
      RelyingParty party,
      String service,
      String name,
      OwnPasskeys.Begun begun,
      boolean beside) {
    json.text("request", begun.request());
    json.number("expires_in", CeremonyRequests.DURATION.toSeconds());
    json.object(
        "publicKey",
        key -> {
          key.object("rp", rp -> rp.text("id", party.id()).text("name", service));
          key.object(
              "user",
              user ->
                  user.text("id", BASE64.encodeToString(begun.userHandle()))
                      .text("name", name)
                      .text("displayName", name));
          key.text("challenge", BASE64.encodeToString(begun.ceremony().challenge()));
          key.array(
              "pubKeyCredParams",
              all ->
                  PasskeyCeremonies.ALGORITHMS.forEach(
                      id -> all.object(each -> each.text("type", "public-key").number("alg", id))));
          key.number("timeout", CeremonyRequests.DURATION.toMillis());
          credentials(key, "excludeCredentials", begun.existing());
          key.object(
              "authenticatorSelection",
              selection ->
                  selection
                      .text("residentKey", beside ? "discouraged" : "required")
                      .flag("requireResidentKey", !beside)
                      .text("userVerification", beside ? "discouraged" : "preferred"));
          key.text("attestation", "none");
        });
  }

  /**
   * Writes the options of a request, for {@code PublicKeyCredential.parseRequestOptionsFromJSON()}.
   */
  static void request(
      JsonWriter json, RelyingParty party, PasskeyLogins.Begun begun, boolean alone) {
    json.text("request", begun.request());
    json.number("expires_in", CeremonyRequests.DURATION.toSeconds());
    json.object(
        "publicKey",
        key -> {
          key.text("challenge", BASE64.encodeToString(begun.ceremony().challenge()));
          key.number("timeout", CeremonyRequests.DURATION.toMillis());
          key.text("rpId", party.id());
          credentials(key, "allowCredentials", begun.allowed());
          key.text("userVerification", alone ? "required" : "preferred");
        });
  }

  private static void credentials(JsonWriter json, String name, List<Passkey> passkeys) {
    json.array(
        name,
        all ->
            passkeys.forEach(
                passkey ->
                    all.object(
                        each -> {
                          each.text("type", "public-key");
                          each.text("id", BASE64.encodeToString(passkey.credentialId()));
                          each.array(
                              "transports", list -> passkey.transports().forEach(list::item));
                        })));
  }

  /**
   * Writes the ids of all of an account's passkeys, for {@code
   * PublicKeyCredential.signalAllAcceptedCredentials()} (section 5.1.10).
   */
  static void signal(
      JsonWriter json, RelyingParty party, byte[] userHandle, List<Passkey> passkeys) {
    json.object(
        "passkey_signal",
        signal -> {
          signal.text("rpId", party.id());
          signal.text("userId", BASE64.encodeToString(userHandle));
          signal.array(
              "allAcceptedCredentialIds",
              ids ->
                  passkeys.forEach(each -> ids.item(BASE64.encodeToString(each.credentialId()))));
        });
  }

  /** Writes a passkey as members of a JSON object in a list. */
  static void passkey(JsonWriter json, Passkey passkey) {
    json.text("id", passkey.id());
    json.text("name", passkey.name());
    json.text("model", passkey.model());
    json.flag("synchronized", passkey.backedUp());
    json.text("created_at", time(passkey.createdAt()));
    passkey
        .lastUsedAt()
        .ifPresentOrElse(
            used -> json.text("last_used_at", time(used)), () -> json.nullValue("last_used_at"));
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
