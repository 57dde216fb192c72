package dev.restauth.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Finds out who is calling, by password or by token, and words the refusal. Thread-safe. */
public final class Authenticator {

  /** What checking a password came to. */
  public sealed interface PasswordOutcome {
    /** It is right. */
    record Accepted(Principal principal) implements PasswordOutcome {}

    /** It is not, or there is no such account, or it may not log in: nobody is told which. */
    record Refused() implements PasswordOutcome {}

    /** Too many passwords wait to be checked. */
    record Busy() implements PasswordOutcome {}

    /**
     * It was not looked at, because too many were wrong before.
     *
     * @param retryAfter how long until one will be looked at
     */
    record Throttled(Duration retryAfter) implements PasswordOutcome {}

    /** It was not looked at, because nobody waits for the answer. */
    record Gone() implements PasswordOutcome {}
  }

  /** Checks a name and a password. */
  public interface Passwords {
    /** Checks them, in a time that does not depend on whether there is such an account. */
    PasswordOutcome check(String username, String password, Client client);
  }

  /** Checks a token. */
  public interface Tokens {
    /** Who bears it, or empty where it is not valid now. */
    Optional<Principal> check(String token);
  }

  /** Checks the key of a service. */
  public interface ServiceKeys {
    /**
     * Whose it is, or empty where it does not count.
     *
     * @param name that it was presented under, and must have; empty where it came alone
     */
    Optional<ServicePrincipal> check(String key, Optional<String> name);
  }

  static final String REALM = "realm=\"Authentication Required\"";

  private static final Field BASIC_FIELD = new Field(FieldNames.WWW_AUTHENTICATE, "Basic " + REALM);
  private static final List<Field> BASIC_CHALLENGE = List.of(BASIC_FIELD);
  private static final Field NO_STORE = new Field(FieldNames.CACHE_CONTROL, "no-store");
  private static final Field HTML = new Field(FieldNames.CONTENT_TYPE, "text/html; charset=utf-8");
  private static final byte[] ORIGINAL_BODY =
      "Unauthorized Access".getBytes(StandardCharsets.UTF_8);
  static final String RETRY_AFTER_SECONDS = "2";

  private final AuthorizationField field;
  private final Passwords passwords;
  private final Tokens tokens;
  private final ServiceAuthenticator services;
  private final List<Field> bothChallenges;

  /**
   * An authenticator.
   *
   * @param isToken whether a user name is a token and only that
   * @param recognise the key of a service, in its plain spelling, in what is presented as a user name,
   *     a password or a token; empty where it is none
   * @param resourceMetadata the URL of the document of RFC 9728, for who comes with a bad Bearer token
   *     (section 5.1), where it is known for certain
   */
  public Authenticator(
      Predicate<String> isToken,
      Function<String, Optional<String>> recognise,
      Passwords passwords,
      Tokens tokens,
      ServiceKeys serviceKeys,
      Optional<String> resourceMetadata) {
    this.field = new AuthorizationField(isToken, recognise);
    this.passwords = passwords;
    this.tokens = tokens;
    this.services = new ServiceAuthenticator(field, serviceKeys);
    this.bothChallenges =
        List.of(
            BASIC_FIELD,
            new Field(
                FieldNames.WWW_AUTHENTICATE,
                "Bearer "
                    + REALM
                    + ", error=\"invalid_token\""
                    + resourceMetadata
                        .map(url -> ", resource_metadata=\"" + url + "\"")
                        .orElse("")));
  }

  /** For routes that are for services. */
  ServiceAuthenticator services() {
    return services;
  }

  /** Who is calling, or the answer that refuses. */
  sealed interface Outcome {
    record Authenticated(Principal principal) implements Outcome {}

    record Refused(Answer answer) implements Outcome {}
  }

  Outcome authenticate(List<String> authorization, Call call) {
    return switch (field.read(authorization)) {
      case Credentials.None none -> refused(BASIC_CHALLENGE, call.accept());
      case Credentials.Password(String username, String password) ->
          switch (passwords.check(username, password, call.client())) {
            case PasswordOutcome.Accepted(Principal principal) ->
                new Outcome.Authenticated(principal);
            case PasswordOutcome.Refused refused -> refused(BASIC_CHALLENGE, call.accept());
            case PasswordOutcome.Busy busy -> new Outcome.Refused(busy());
            case PasswordOutcome.Throttled(Duration retryAfter) ->
                new Outcome.Refused(throttled(retryAfter));
            case PasswordOutcome.Gone gone -> throw gone();
          };
      case Credentials.Token(String token, boolean bearer) ->
          tokens
              .check(token)
              .<Outcome>map(Outcome.Authenticated::new)
              .orElseGet(() -> refused(bearer ? bothChallenges : BASIC_CHALLENGE, call.accept()));
      // A service is nobody's user. Whether the key is good is not looked at, so that nobody learns
      // it.
      case Credentials.ServiceKey(String key, Optional<String> name, boolean bearer) ->
          refused(bearer ? bothChallenges : BASIC_CHALLENGE, call.accept());
    };
  }

  /** 503 for work that could not be begun. */
  public static Answer busy() {
    return Answer.problem(
            ProblemType.UNAVAILABLE.because(
                "Too many passwords are being checked at the moment. Try again in a few seconds."))
        .with(FieldNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
  }

  /**
   * 429 (RFC 6585 section 4) for a password that is not looked at because too many were wrong before.
   * The same for every account, whether there is one or not.
   *
   * @param retryAfter until when; told in seconds, rounded up, at least one
   */
  public static Answer throttled(Duration retryAfter) {
    long seconds = Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
    return Answer.problem(
            ProblemType.TOO_MANY_ATTEMPTS.because(
                "Too many log-ins have failed. Wait for the seconds that Retry-After names, then"
                    + " try again. Tokens work meanwhile."))
        .with(FieldNames.RETRY_AFTER, Long.toString(seconds));
  }

  /** The refusal of {@link NoLongerKnown}. */
  Answer noLongerKnown(Call call) {
    boolean bearer =
        call.lines(FieldNames.AUTHORIZATION).stream().anyMatch(AuthorizationField::isBearer);
    return refusal(bearer ? bothChallenges : BASIC_CHALLENGE, call.accept());
  }

  /** To be thrown by who finds that the client is gone: the connection is closed without an answer. */
  public static ClientGoneException gone() {
    return new ClientGoneException("the client is gone");
  }

  private static Outcome refused(List<Field> challenge, Accept accept) {
    return new Outcome.Refused(refusal(challenge, accept));
  }

  private static Answer refusal(List<Field> challenge, Accept accept) {
    Answer answer =
        accept.prefersJson()
            ? Answer.problem(
                ProblemType.UNAUTHORIZED.because(
                    "Send a user name and password with HTTP Basic, or a token as the user name"
                        + " or as a Bearer token. What was sent is missing, wrong or expired."))
            : new Answer(401, List.of(HTML, NO_STORE), ORIGINAL_BODY, false);
    return answer.with(challenge);
  }
}
