package dev.restauth.oauth;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import java.util.Optional;

/**
 * The route for token introspection. It is for services with the scope {@value #SCOPE}, and for
 * clients that authenticate as at the token endpoint.
 */
final class IntrospectionRoutes implements RouteTable.Routes {
  /** The scope that a service needs for introspection. */
  static final String SCOPE = "tokens:introspect";

  private static final String PATH = "/oauth/introspect";

  private final Introspection introspection;
  private final RequestingClients clients;

  IntrospectionRoutes(Introspection introspection, RequestingClients clients) {
    this.introspection = introspection;
    this.clients = clients;
  }

  @Override
  public void declare(RouteTable table) {
    table.route(Method.POST, PATH, Access.serviceOr(SCOPE, this::ofClient), this::ofService);
  }

  private Answer ofService(Call call) {
    return OauthRoutes.answering(() -> answer(introspection.inspect(OauthForm.read(call.form()))));
  }

  /**
   * Answers a confidential client. Returns empty for any other caller; the dispatcher then requires
   * a service key.
   */
  private Optional<Answer> ofClient(Call call) {
    return call.form()
        .filter(form -> !form.hasRepeated())
        .map(OauthForm::new)
        .flatMap(
            form ->
                clients
                    .confidential(form, call, PATH)
                    .map(
                        client ->
                            OauthRoutes.answering(
                                () -> answer(introspection.inspect(form, client)))));
  }

  private static Answer answer(Optional<Introspection.Active> active) {
    return Answer.json(
        200,
        json -> {
          if (active.isPresent()) {
            active.get().write(json);
          } else {
            json.flag("active", false);
          }
        });
  }
}
