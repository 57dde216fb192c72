package dev.restauth.passkey;

import dev.restauth.http.JsonBody;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import dev.restauth.passkey.PasskeyCeremonies.Assertion;
import dev.restauth.passkey.PasskeyCeremonies.Creation;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Credentials in the JSON form of browsers, {@code PublicKeyCredential.toJSON()} (WebAuthn Level 3,
 * sections 5.1.8 and 5.1.9).
 */
record CredentialJson(JsonObject credential, JsonObject response) {
  /**
   * The maximum number of transports that are stored. The limit allows all transports in the
   * specification, and some that later versions may add.
   */
  private static final int TRANSPORTS_AT_MOST = 8;

  private static final int CREDENTIAL_ID_AT_MOST = 1_023;

  /** Reads the member {@code credential} of a body. */
  static CredentialJson read(JsonBody body) {
    return of(object(body.members().member("credential"), "credential"));
  }

  /** Reads a credential. */
  static CredentialJson of(JsonObject credential) {
    return new CredentialJson(
        credential, object(credential.member("response"), "credential.response"));
  }

  private static JsonObject object(Optional<JsonValue> value, String name) {
    if (value.isPresent() && value.get() instanceof JsonObject object) {
      return object;
    }
    throw invalid(
        "The member \"" + name + "\" must be an object, as PublicKeyCredential.toJSON() gives it.");
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemType.INVALID_JSON.because(detail));
  }

  Creation creation() {
    return new Creation(bytes("attestationObject"), bytes("clientDataJSON"));
  }

  Assertion assertion() {
    return new Assertion(
        id(), bytes("authenticatorData"), bytes("clientDataJSON"), bytes("signature"));
  }

  /**
   * Checks all members that a creation requires.
   *
   * @throws ProblemException if a member is missing, or is not URL-safe Base64
   */
  void requireCreation() {
    id();
    creation();
  }

  /**
   * Checks all members that an assertion requires.
   *
   * @throws ProblemException if a member is missing, or is not URL-safe Base64
   */
  void requireAssertion() {
    assertion();
    userHandle();
  }

  /** Returns whether the JSON claims to be a WebAuthn credential. */
  boolean isPublicKey() {
    return credential.member("type").orElse(new JsonValue.Null())
            instanceof JsonValue.Text(String type)
        && type.equals("public-key");
  }

  /** Returns the id of the credential. */
  byte[] id() {
    byte[] id =
        decoded(credential.member("id"), "id").orElseThrow(() -> invalid("The id is missing."));
    if (id.length == 0 || id.length > CREDENTIAL_ID_AT_MOST) {
      throw invalid("The member \"credential.id\" is no id of a credential.");
    }
    return id;
  }

  /**
   * Returns whether the credential has this id. The comparison need not take constant time, because
   * ids are public.
   */
  boolean has(byte[] id) {
    return ByteBuffer.wrap(id()).equals(ByteBuffer.wrap(id));
  }

  /** Returns the user handle, if the authenticator sent one. */
  Optional<byte[]> userHandle() {
    return decoded(
        response.member("userHandle").filter(value -> !(value instanceof JsonValue.Null)),
        "response.userHandle");
  }

  /** Returns the well-formed transports. */
  List<String> transports() {
    return response.member("transports").stream()
        .filter(JsonValue.Array.class::isInstance)
        .flatMap(array -> ((JsonValue.Array) array).items().stream())
        .filter(JsonValue.Text.class::isInstance)
        .map(item -> ((JsonValue.Text) item).value())
        .filter(name -> name.matches("[a-z-]{1,16}"))
        .distinct()
        .sorted()
        .limit(TRANSPORTS_AT_MOST)
        .toList();
  }

  private byte[] bytes(String name) {
    return decoded(response.member(name), "response." + name)
        .orElseThrow(() -> invalid("The member \"credential.response." + name + "\" is missing."));
  }

  private static Optional<byte[]> decoded(Optional<JsonValue> value, String name) {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof JsonValue.Text(String text)) {
      try {
        return Optional.of(Base64.getUrlDecoder().decode(text));
      } catch (IllegalArgumentException e) {
        throw invalid("The member \"credential." + name + "\" must be URL-safe Base64.");
      }
    }
    throw invalid("The member \"credential." + name + "\" must be a string.");
  }

  /** Returns a text without the authenticator's data. */
  @Override
  public String toString() {
    return "CredentialJson[]";
  }
}
