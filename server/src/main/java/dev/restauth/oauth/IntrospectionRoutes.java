package dev.restauth.oauth;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import java.util.Optional;

/** The route of token introspection, for services with the scope {@value #SCOPE}. */
final class IntrospectionRoutes implements RouteTable.Routes {
  /** The scope that the service needs. */
  static final String SCOPE = "tokens:introspect";

  private final Introspection introspection;

  IntrospectionRoutes(Introspection introspection) {
    this.introspection = introspection;
  }

  @Override
  public void declare(RouteTable table) {
    table.route(Method.POST, "/oauth/introspect", Access.service(SCOPE), this::inspect);
  }

  private Answer inspect(Call call) {
    return OauthRoutes.answering(
        () -> {
          Optional<Introspection.Active> active = introspection.inspect(call.form());
          return Answer.json(
              200,
              json -> {
                if (active.isPresent()) {
                  active.get().write(json);
                } else {
                  json.flag("active", false);
                }
              });
        });
  }
}
