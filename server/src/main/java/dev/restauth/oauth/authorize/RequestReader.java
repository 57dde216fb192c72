package dev.restauth.oauth.authorize;

import static dev.restauth.oauth.authorize.AuthorizationError.INVALID_REQUEST;

import dev.restauth.assurance.Acr;
import dev.restauth.http.Form;
import dev.restauth.language.Language;
import dev.restauth.oauth.Resources;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.RedirectUris;
import dev.restauth.role.ClientScopes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads authorization requests (RFC 6749 section 4.1.1, RFC 7636 section 4.3, OpenID Connect Core
 * section 3.1.2.1). Unknown parameters are ignored. Thread-safe.
 */
final class RequestReader {
  /** The parameters that may be repeated (RFC 8707 section 2). */
  static final Set<String> REPEATABLE = Set.of(Resources.PARAMETER);

  static final String UI_LOCALES = "ui_locales";

  /** The supported parameters. All others are ignored (RFC 6749 section 3.1). */
  static final Set<String> PARAMETERS =
      Set.of(
          "response_type",
          "client_id",
          "redirect_uri",
          "scope",
          "state",
          "response_mode",
          "code_challenge",
          "code_challenge_method",
          "nonce",
          "prompt",
          "max_age",
          "login_hint",
          UI_LOCALES,
          "id_token_hint",
          "acr_values",
          "claims",
          "request",
          "request_uri",
          "authorization_details",
          Resources.PARAMETER);

  static final int STATE_AT_MOST = 2_048;
  private static final int NONCE_AT_MOST = 512;
  private static final int LOGIN_HINT_AT_MOST = 320;
  private static final int HINT_TOKEN_AT_MOST = 8 * 1_024;

  /**
   * The form of a challenge: the digest of a verifier with the method S256 (RFC 7636 section 4.2).
   */
  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

  /** An id that no account has. */
  private static final long NOBODY = -1;

  private final HintedAccounts hints;

  RequestReader(HintedAccounts hints) {
    this.hints = hints;
  }

  /**
   * Returns the destination of the answer to a request. An unknown response mode is not refused
   * here, but later with a redirect.
   */
  static Destination destination(Form form, RedirectUris.Match match) {
    Optional<RefusedRequestObject> object = form.one("request").map(RefusedRequestObject::read);
    return new Destination(
        match.uri(),
        match.given(),
        form.one("response_mode")
            .or(() -> object.flatMap(RefusedRequestObject::responseMode))
            .flatMap(ResponseMode::named)
            .filter(mode -> mode.suits(match.uri()))
            .orElse(ResponseMode.USUAL),
        form.one("state").or(() -> object.flatMap(RefusedRequestObject::state)));
  }

  /**
   * Reads a request whose client and redirect URI are registered.
   *
   * @throws RefusedRequestException if the client must correct the request
   */
  AuthorizationRequest read(Form form, Client client, Destination answer) {
    AuthorizationRequest request = readWithoutBrowser(form, client, answer);
    if (request.scope().contains(ClientScopes.OPENID) && !answer.given()) {
      throw INVALID_REQUEST.because("The parameter redirect_uri is missing.");
    }
    return request;
  }

  /** Reads a request whose answer goes to its sender, so that no redirect URI is needed. */
  AuthorizationRequest readWithoutBrowser(Form form, Client client, Destination answer) {
    requireSupported(form);
    requireCode(form, client, answer);
    Set<String> scope = RequestedScopes.read(form.one("scope"), client);
    Optional<ClaimsParameter> claims =
        form.one("claims").map(text -> ClaimsParameter.read(text, client));
    return new AuthorizationRequest(
        client.id(),
        client.generation(),
        answer,
        scope,
        printable(form, "nonce", NONCE_AT_MOST),
        challenge(form, client),
        Prompt.read(form.one("prompt")),
        maxAge(form),
        wishedAcr(form, claims),
        essentialAcr(claims),
        claims,
        printable(form, "login_hint", LOGIN_HINT_AT_MOST),
        form.one(UI_LOCALES)
            .flatMap(tags -> Language.find(Language.listOf(tags)))
            .map(Language::text),
        account(form, claims),
        RequestedScopes.resources(form.all(Resources.PARAMETER), client),
        Optional.empty());
  }

  private static void requireSupported(Form form) {
    if (form.one("request").isPresent()) {
      throw AuthorizationError.REQUEST_NOT_SUPPORTED.because(
          "Request objects are not supported: send the parameters themselves, or push them.");
    }
    if (form.one("request_uri").isPresent()) {
      throw AuthorizationError.REQUEST_URI_NOT_SUPPORTED.because(
          "Only a request_uri of the endpoint for pushed requests is supported.");
    }
    if (form.one("authorization_details").isPresent()) {
      throw AuthorizationError.INVALID_AUTHORIZATION_DETAILS.because(
          "The parameter authorization_details is not supported: ask for scopes.");
    }
  }

  private static void requireCode(Form form, Client client, Destination answer) {
    String type =
        form.one("response_type")
            .orElseThrow(() -> INVALID_REQUEST.because("The parameter response_type is missing."));
    if (!type.equals("code")) {
      throw AuthorizationError.UNSUPPORTED_RESPONSE_TYPE.because(
          "The only supported response_type is code.");
    }
    if (!client.grantTypes().contains("authorization_code")) {
      throw AuthorizationError.UNAUTHORIZED_CLIENT.because(
          "This client is not registered for the grant authorization_code.");
    }
    Optional<String> mode = form.one("response_mode");
    if (mode.isPresent() && !mode.get().equals(answer.mode().name())) {
      throw INVALID_REQUEST.because(
          "This response_mode is not supported: use query, or form_post with a web server.");
    }
    var _ = bounded(form, "state", STATE_AT_MOST);
  }

  private static Optional<String> bounded(Form form, String name, int lengthAtMost) {
    Optional<String> value = form.one(name);
    if (value.filter(text -> text.length() > lengthAtMost).isPresent()) {
      throw INVALID_REQUEST.because(
          "The parameter %s has more than %d characters.".formatted(name, lengthAtMost));
    }
    return value;
  }

  /** Reads a parameter that is stored or looked up. PostgreSQL cannot store U+0000 in a text. */
  private static Optional<String> printable(Form form, String name, int lengthAtMost) {
    Optional<String> value = bounded(form, name, lengthAtMost);
    if (value.filter(text -> text.chars().anyMatch(Character::isISOControl)).isPresent()) {
      throw INVALID_REQUEST.because("The parameter %s has a control character.".formatted(name));
    }
    return value;
  }

  /**
   * Reads the code challenge. A challenge without a method is refused, because it would be the
   * verifier itself (RFC 7636 section 4.3). Anybody who can read the request could then redeem a
   * stolen code.
   */
  private static Optional<String> challenge(Form form, Client client) {
    Optional<String> challenge = form.one("code_challenge");
    Optional<String> method = form.one("code_challenge_method");
    if (challenge.isEmpty() && method.isEmpty()) {
      if (client.pkceRequired() || client.kind() == Client.Kind.PUBLIC) {
        throw INVALID_REQUEST.because(
            "The parameter code_challenge is missing: this client must use PKCE (RFC 7636).");
      }
      return challenge;
    }
    if (method.filter("S256"::equals).isEmpty()) {
      throw INVALID_REQUEST.because("The only supported code_challenge_method is S256.");
    }
    if (challenge.filter(CHALLENGE.asMatchPredicate()).isEmpty()) {
      throw INVALID_REQUEST.because(
          "The parameter code_challenge is not a SHA-256 digest in URL-safe Base64 without padding.");
    }
    return challenge;
  }

  private static Optional<Duration> maxAge(Form form) {
    Optional<String> seconds = form.one("max_age");
    if (seconds.isPresent() && !SECONDS.matcher(seconds.get()).matches()) {
      throw INVALID_REQUEST.because("The parameter max_age is not a number of seconds.");
    }
    return seconds.map(Long::parseLong).map(Duration::ofSeconds);
  }

  /**
   * Returns the known authentication classes that the client wants but does not require. Unknown
   * values are ignored.
   */
  private static List<String> wishedAcr(Form form, Optional<ClaimsParameter> claims) {
    Stream<String> parameter =
        form.one("acr_values").stream().flatMap(text -> Stream.of(text.split(" ", -1)));
    Stream<String> claim =
        claims.filter(each -> !each.isAcrEssential()).stream()
            .flatMap(each -> each.acrValues().stream());
    return Stream.concat(parameter, claim)
        .filter(value -> Acr.of(value).isPresent())
        .distinct()
        .toList();
  }

  private static Optional<Acr> essentialAcr(Optional<ClaimsParameter> claims) {
    List<String> values =
        claims
            .filter(ClaimsParameter::isAcrEssential)
            .map(ClaimsParameter::acrValues)
            .orElse(List.of());
    Optional<Acr> weakest = ClaimsParameter.weakest(values.stream());
    if (weakest.isEmpty() && !values.isEmpty()) {
      throw AuthorizationError.UNMET_AUTHENTICATION_REQUIREMENTS.because(
          "This server knows none of the essential values of the claim acr.");
    }
    return weakest;
  }

  /**
   * Returns the account that must log in, if the request names one. If {@code id_token_hint} and
   * {@code claims} name different accounts, returns {@link #NOBODY}.
   */
  private Optional<Long> account(Form form, Optional<ClaimsParameter> claims) {
    Optional<Long> hinted = bounded(form, "id_token_hint", HINT_TOKEN_AT_MOST).map(this::hinted);
    Optional<Long> wanted = claims.flatMap(ClaimsParameter::subject).map(RequestReader::subject);
    return hinted.isPresent() && wanted.isPresent() && !hinted.equals(wanted)
        ? Optional.of(NOBODY)
        : hinted.or(() -> wanted);
  }

  private long hinted(String token) {
    return hints
        .account(token)
        .orElseThrow(
            () ->
                INVALID_REQUEST.because(
                    "The parameter id_token_hint is not an ID token of this server."));
  }

  private static long subject(String subject) {
    return Pattern.matches("[0-9]{1,18}", subject) ? Long.parseLong(subject) : NOBODY;
  }
}
