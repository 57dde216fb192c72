package dev.restauth.servicekey;

import dev.restauth.feature.PagedList;
import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.role.PowerGuard;
import dev.restauth.servicekey.ServiceKeys.Change;
import dev.restauth.servicekey.ServiceKeys.Creation;
import dev.restauth.vault.Cursors;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The routes through which administrators list, create, disable and delete service keys. */
record AdministrativeServiceKeyRoutes(ServiceKeys keys, PowerGuard guard, Cursors cursors)
    implements RouteTable.Routes {
  private static final String KEYS = "/api/admin/service-keys";

  @Override
  public void declare(RouteTable table) {
    Access write = Access.administrative(AdministrativeScope.CLIENTS_WRITE);
    table
        .route(
            Method.GET, KEYS, Access.administrative(AdministrativeScope.CLIENTS_READ), this::list)
        .route(Method.POST, KEYS, write, guard.guarded(this::create))
        .route(Method.PATCH, KEYS + "/{name}", write, guard.guarded(this::change))
        .route(Method.DELETE, KEYS + "/{name}", write, guard.guarded(this::delete));
  }

  private Answer list(Call call) {
    PagedList list = new PagedList(call, cursors, KEYS);
    String after = list.after().orElse("");
    return list.answer(
        "service_keys",
        keys.all().stream().filter(key -> key.name().compareTo(after) > 0).toList(),
        AdministrativeServiceKeyRoutes::write,
        ServiceKey::name);
  }

  private static void write(JsonWriter json, ServiceKey key) {
    json.text("name", key.name());
    json.text("state", key.active() ? "active" : "disabled");
    json.texts("scopes", key.scopes());
    json.text("created_at", key.createdAt().toString());
  }

  private Answer create(Call call) {
    JsonBody body = call.json().only("name", "scopes");
    String name = body.string("name");
    if (!ServiceKeys.isName(name)) {
      throw invalid("The member \"name\" cannot be used: " + ServiceKeys.NAME_RULE + ".");
    }
    Set<Scope> scopes = scopes(body);
    Optional<Answer> refusal = refusal(call, scopes);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    return switch (keys.create(name, scopes, PowerGuard.actor(call))) {
      case Creation.Created(ServiceKey key, String secret) ->
          Answer.json(
                  201,
                  json -> {
                    write(json, key);
                    json.text("key", secret);
                  })
              .with(FieldNames.LOCATION, call.locationOf(KEYS + "/" + key.name()));
      case Creation.NameTaken _ ->
          Answer.problem(
              ProblemType.NAME_TAKEN.because(
                  "A service key has this name. Choose another, or delete that key first."));
      case Creation.TooMany _ ->
          Answer.problem(
              ProblemType.LIMIT_REACHED.because(
                  String.format(
                      Locale.ROOT,
                      "There are %,d service keys, the maximum. Delete some.",
                      ServiceKeys.AT_MOST)));
    };
  }

  /**
   * Returns a refusal if the caller's token lacks a scope of the key; otherwise empty. A scope of
   * the caller's account is not enough: the key remains valid after the token has expired.
   */
  private static Optional<Answer> refusal(Call call, Set<Scope> scopes) {
    return scopes.stream()
        .flatMap(scope -> AdministrativeScope.of(scope.text()).stream())
        .flatMap(scope -> call.refusalWithout(scope).stream())
        .findFirst();
  }

  private static Set<Scope> scopes(JsonBody body) {
    Set<String> texts = new HashSet<>();
    if (body.members().member("scopes").orElse(new JsonValue.Null())
        instanceof JsonValue.Array(List<JsonValue> items)) {
      items.forEach(item -> texts.add(item instanceof JsonValue.Text(String text) ? text : ""));
    }
    return Scope.parse(texts)
        .orElseThrow(
            () ->
                invalid(
                    "The member \"scopes\" must be an array with some of these: "
                        + Scope.names()
                        + "."));
  }

  private Answer change(Call call) {
    String name = call.parameter("name");
    String state = call.json().only("state").string("state");
    return answer(
        switch (state) {
          case "active" -> keys.enable(name, PowerGuard.actor(call));
          case "disabled" -> keys.disable(name, PowerGuard.actor(call));
          default -> throw invalid("The member \"state\" must be active or disabled.");
        });
  }

  private static Answer answer(Change change) {
    return switch (change) {
      case Change.Changed(ServiceKey key) -> Answer.json(200, json -> write(json, key));
      case Change.Unchanged(ServiceKey key) -> Answer.json(200, json -> write(json, key));
      case Change.NotFound _ -> unknown();
    };
  }

  private Answer delete(Call call) {
    return switch (keys.delete(call.parameter("name"), PowerGuard.actor(call))) {
      case Change.Changed _, Change.Unchanged _ -> Answer.noContent();
      case Change.NotFound _ -> unknown();
    };
  }

  private static Answer unknown() {
    return Answer.problem(
        ProblemType.NOT_FOUND.because("No service key has this name. GET " + KEYS + " lists all."));
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemType.INVALID_MEMBER.because(detail));
  }
}
