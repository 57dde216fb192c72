package dev.restauth.oauth.authorize;

import dev.restauth.blocking.Blocking;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.job.Lazy;
import dev.restauth.language.Language;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Clients;
import dev.restauth.oauth.client.RedirectUris;
import dev.restauth.page.StaticFile;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The routes of the authorization endpoint (RFC 6749 section 3.1): the requests of clients, and the
 * redirects back to the clients.
 */
final class AuthorizeRoutes implements RouteTable.Routes {
  static final String PATH = "/oauth/authorize";

  /**
   * The maximum length of the query, in characters. It leaves room for the rest of the request
   * line.
   */
  private static final int QUERY_AT_MOST = 7 * 1_024;

  private final Issuer issuer;
  private final Clients clients;
  private final RequestReader reader;
  private final PushedRequests pushed;
  private final AuthorizationEndpoint endpoint;
  private final Lazy<StaticFile> script =
      new Lazy<>(() -> StaticFile.script(AuthorizeRoutes.class, "form-post.js"));

  AuthorizeRoutes(
      Issuer issuer,
      Clients clients,
      RequestReader reader,
      PushedRequests pushed,
      AuthorizationEndpoint endpoint) {
    this.issuer = issuer;
    this.clients = clients;
    this.reader = reader;
    this.pushed = pushed;
    this.endpoint = endpoint;
  }

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.GET, PATH, this::begin)
        .pageForForeignForms(PATH, this::beginByForm)
        .page(Method.GET, SealedRequests.CONTINUATION, this::goOn)
        .page(Method.GET, SealedRequests.CANCELLATION, this::cancel)
        .page(Method.GET, SealedRequests.UNMET, this::unmet)
        .route(Method.GET, FormPostView.SCRIPT, Access.ALL, this::script);
  }

  /**
   * Redirects a browser that has sent a form, so that the browser repeats the request with GET.
   * Browsers send no cookies with a form from another site, but they send cookies with the GET
   * request. Nothing is stored. The URL gets only parameters of this endpoint, and none if the
   * client is not registered. Otherwise a token or secret that was sent by mistake would appear in
   * logs and browser histories.
   */
  private Answer beginByForm(Call call) {
    Blocking.begin();
    Optional<Form> form = call.form();
    if (form.isEmpty()) {
      return malformed(call);
    }
    if (form.get().one("client_id").flatMap(clients::find).isEmpty()) {
      // The page at this path says that the client is not registered.
      return Answer.seeOther(call.pathOf(PATH));
    }
    call.locales().request(form.get().one(RequestReader.UI_LOCALES).map(Language::listOf));
    String query = query(form.get());
    return query.length() > QUERY_AT_MOST
        ? AuthorizationEndpoint.refusal(call, "too-long")
        : Answer.seeOther(call.pathOf(PATH + "?" + query));
  }

  private static String query(Form form) {
    return form.names().stream()
        .filter(RequestReader.PARAMETERS::contains)
        .flatMap(name -> form.all(name).stream().map(value -> encoded(name) + "=" + encoded(value)))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Answer begin(Call call) {
    Blocking.begin();
    if (!issuer.isUsable()) {
      return AuthorizationEndpoint.refusal(call, "no-issuer");
    }
    Optional<Form> form = call.queryForm();
    if (form.filter(each -> !each.hasRepeatedExcept(RequestReader.REPEATABLE)).isEmpty()) {
      return malformed(call);
    }
    Optional<Client> client = form.get().one("client_id").flatMap(clients::find);
    return client.isEmpty()
        ? AuthorizationEndpoint.refusal(call, "unknown-client")
        : begin(call, form.get(), client.get());
  }

  private static Answer malformed(Call call) {
    return AuthorizationEndpoint.refusal(call, "malformed");
  }

  /**
   * Begins a request. Errors are sent to the client only after its redirect URI was found to be
   * registered.
   */
  private Answer begin(Call call, Form form, Client client) {
    Optional<String> requestUri = form.one("request_uri").filter(PushedRequests::isOne);
    Optional<AuthorizationRequest> found = requestUri.flatMap(uri -> pushed.find(uri, client));
    found.ifPresent(request -> call.locales().request(request.uiLocale()));
    Optional<RedirectUris.Match> match =
        RedirectUris.match(
            client, found.map(AuthorizeRoutes::given).orElse(form.one("redirect_uri")));
    if (match.isEmpty() || found.filter(each -> !isFor(match.get(), each)).isPresent()) {
      return AuthorizationEndpoint.notRegistered(call);
    }
    if (found.isPresent()) {
      return endpoint.begin(
          call, found.get()); // all other parameters are ignored (RFC 9101 section 6.3)
    }
    Destination answer = RequestReader.destination(form, match.get());
    if (requestUri.isPresent()) {
      return endpoint.error(
          call,
          answer,
          AuthorizationError.INVALID_REQUEST_URI,
          "This request_uri has ended, was used, or belongs to another client: push the request again.");
    }
    try {
      return endpoint.begin(call, reader.read(form, client, answer));
    } catch (RefusedRequestException e) {
      return endpoint.error(call, answer, e.error(), e.description());
    }
  }

  /**
   * Returns whether a request was pushed for the given redirect URI. If a request was pushed
   * without one, the result is false if the client's registered URI has changed after the push.
   */
  private static boolean isFor(RedirectUris.Match match, AuthorizationRequest request) {
    return match.uri().equals(request.answer().redirectUri());
  }

  private static Optional<String> given(AuthorizationRequest request) {
    return request.answer().given()
        ? Optional.of(request.answer().redirectUri())
        : Optional.empty();
  }

  private Answer goOn(Call call) {
    return opened(call, good -> endpoint.advance(call, good.begun()));
  }

  private Answer cancel(Call call) {
    return refuse(call, AuthorizationError.ACCESS_DENIED, "The user did not log in.");
  }

  private Answer unmet(Call call) {
    return refuse(
        call,
        AuthorizationError.UNMET_AUTHENTICATION_REQUIREMENTS,
        "The user cannot be authenticated in the way that the request demands.");
  }

  private Answer refuse(Call call, AuthorizationError error, String description) {
    return opened(call, good -> endpoint.error(call, good.begun().request(), error, description));
  }

  private Answer opened(Call call, Function<PresentedRequest.Good, Answer> then) {
    Blocking.begin();
    Optional<String> sealed = call.queryForm().flatMap(form -> form.one(SealedRequests.PARAMETER));
    return switch (endpoint.open(call, sealed)) {
      case PresentedRequest.Good good -> then.apply(good);
      case PresentedRequest.Refused(Answer page) -> page;
    };
  }

  private Answer script(Call call) {
    return script.get().answer(call).with(FieldNames.CACHE_CONTROL, "max-age=3600");
  }
}
