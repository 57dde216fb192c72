package dev.restauth.oauth.authorize;

import dev.restauth.browser.LoginRequests;
import dev.restauth.crypto.ConstantTime;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonWriter;
import dev.restauth.json.MalformedJson;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Clients;
import dev.restauth.store.Micros;
import dev.restauth.store.Store;
import dev.restauth.vault.Vault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Authorization requests in sealed form, which the browser passes from page to page. The server
 * need not store them: a visitor who is not logged in causes no write, and requests survive
 * restarts and work with several tabs and servers. A request belongs to the browser that began it
 * (RFC 9700 section 4.7), so that an attacker cannot make another user complete it. Thread-safe.
 */
public final class SealedRequests implements LoginRequests {
  /**
   * The validity of a request. It is long enough for a user who must register first, and wait for a
   * mail.
   */
  static final Duration DURATION = Duration.ofMinutes(60);

  /** The maximum length of a sealed request, in characters. */
  static final int LENGTH_AT_MOST = 4 * 1_024;

  /** The name of the parameter that contains a sealed request. */
  static final String PARAMETER = "request";

  static final String CONTINUATION = "/oauth/authorize/continue";
  static final String CANCELLATION = "/oauth/authorize/cancel";
  static final String UNMET = "/oauth/authorize/unmet";

  private static final String IDENTITY = "authorization-request";

  private final Clients clients;
  private final RequestSealing sealing;
  private final PushedRequests pushed;
  private final InstantSource clock;

  /**
   * Creates the requests for the vault's database. All servers of this database can open them.
   *
   * @param clock an estimate of the database's time, so that strangers cause no query. Another
   *     server may compare this time with the time of the log-in. If the two times came from clocks
   *     that differ, {@code prompt=login} could ask the user twice
   */
  public SealedRequests(Store store, Vault vault, Clients clients, InstantSource clock) {
    this.clients = clients;
    this.sealing = new RequestSealing(vault);
    this.pushed = new PushedRequests(store, clients, sealing, clock);
    this.clock = clock;
  }

  /** Returns the pushed requests, which are sealed with the same key. */
  PushedRequests pushed() {
    return pushed;
  }

  /**
   * A request of a browser.
   *
   * @param binding the digest of the browser's cookie
   * @param at the time at which the browser began with the request
   */
  record Begun(AuthorizationRequest request, String binding, Instant at) {}

  Begun begin(AuthorizationRequest request, String binding) {
    return new Begun(request, binding, Micros.instant(Micros.of(clock.instant())));
  }

  /**
   * Seals a request. If a pushed request is too large, seals only a reference to its row, and
   * extends the validity of the row.
   *
   * @return the sealed request; empty if it is too large and was not pushed
   */
  Optional<String> seal(Begun begun) {
    String whole =
        seal(begun, json -> json.object("r", each -> RequestJson.write(each, begun.request())));
    if (whole.length() <= LENGTH_AT_MOST) {
      return Optional.of(whole);
    }
    Optional<String> digest = begun.request().pushed();
    digest.ifPresent(
        each -> pushed.extend(begun.request().clientId(), each, begun.at().plus(DURATION)));
    return digest.map(each -> seal(begun, json -> json.text("p", each)));
  }

  private String seal(Begun begun, java.util.function.Consumer<JsonWriter> content) {
    return sealing.seal(
        JsonWriter.text(
            json -> {
              json.number("t", Micros.of(begun.at())).text("b", begun.binding());
              content.accept(json);
            }),
        IDENTITY);
  }

  /**
   * Opens a sealed request.
   *
   * @param binding the digest of the cookie of the browser that presents the request
   * @return the request; empty if it is malformed, has expired, or belongs to another browser, or if
   *     its client was disabled in the meantime
   */
  Optional<Begun> find(String sealed, String binding) {
    if (sealed.length() > LENGTH_AT_MOST) {
      return Optional.empty();
    }
    return sealing
        .open(sealed, IDENTITY)
        .flatMap(this::read)
        .filter(begun -> ConstantTime.equals(begun.binding(), binding))
        .filter(begun -> isOfGeneration(begun.request()))
        .filter(begun -> begun.at().plus(DURATION).isAfter(clock.instant()));
  }

  private boolean isOfGeneration(AuthorizationRequest request) {
    return clients
        .find(request.clientId())
        .filter(client -> client.generation() != request.generation())
        .isEmpty();
  }

  /** Parses a request; empty if another version of the server sealed it in another format. */
  private Optional<Begun> read(String text) {
    try {
      JsonObject json = RequestJson.object(text);
      Instant at = Micros.instant(RequestJson.number(json, "t").orElseThrow());
      String binding = RequestJson.required(json, "b");
      Optional<AuthorizationRequest> request =
          json.member("r").isPresent() && json.member("r").get() instanceof JsonObject whole
              ? Optional.of(RequestJson.request(whole))
              : pushed.findByDigest(RequestJson.required(json, "p"));
      return request.map(each -> new Begun(each, binding, at));
    } catch (IllegalArgumentException | MalformedJson e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Wanted> open(String sealed, String browser) {
    return find(sealed, browser)
        .flatMap(
            begun ->
                clients
                    .find(begun.request().clientId())
                    .map(Client::name)
                    .map(name -> wanted(begun, name)));
  }

  /**
   * Converts a request to the requirements for the log-in. If the client wants a class but does not
   * require it, any log-in after the request suffices.
   */
  private static Wanted wanted(Begun begun, String name) {
    AuthorizationRequest request = begun.request();
    return new Wanted(
        Optional.of(name),
        request.wishedAcr().isPresent() ? begun.at() : request.proofAfter(begun.at()),
        request.essentialAcr(),
        request.loginHint(),
        request.uiLocale(),
        request.hintedAccount());
  }

  @Override
  public String continuation(String sealed, String browser) {
    return path(CONTINUATION, sealed);
  }

  @Override
  public String cancellation(String sealed) {
    return path(CANCELLATION, sealed);
  }

  @Override
  public String unmet(String sealed) {
    return path(UNMET, sealed);
  }

  /**
   * Returns a path with a sealed request as its parameter. The characters of a sealed request need
   * no escaping.
   */
  static String path(String page, String sealed) {
    return page + "?" + PARAMETER + "=" + sealed;
  }
}
