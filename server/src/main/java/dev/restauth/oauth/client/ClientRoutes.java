package dev.restauth.oauth.client;

import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.Sha256;
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
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.oauth.client.ClientRegistry.ClientPatch;
import dev.restauth.oauth.client.ClientRegistry.Shown;
import dev.restauth.oauth.client.RegistryOutcome.Done;
import dev.restauth.oauth.client.RegistryOutcome.Refused;
import dev.restauth.role.PowerGuard;
import dev.restauth.vault.Cursors;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The routes through which administrators register, change and remove clients. */
record ClientRoutes(ClientRegistry registry, PowerGuard guard, Cursors cursors, RandomIds ids)
    implements RouteTable.Routes {
  private static final String ALL = "/api/admin/clients";
  private static final String ONE = ALL + "/{client}";
  private static final String SECRETS = ONE + "/secrets";

  @Override
  public void declare(RouteTable table) {
    Access read = Access.administrative(AdministrativeScope.CLIENTS_READ);
    Access write = Access.administrative(AdministrativeScope.CLIENTS_WRITE);
    table
        .route(Method.GET, ALL, read, this::list)
        .route(Method.POST, ALL, write, guard.guarded(this::create))
        .route(Method.GET, ONE, read, this::show)
        .route(Method.PATCH, ONE, write, guard.guarded(this::change))
        .route(Method.DELETE, ONE, write, guard.guarded(this::remove))
        .route(Method.POST, SECRETS, write, guard.guarded(this::addSecret))
        .route(Method.DELETE, SECRETS + "/{secret}", write, guard.guarded(this::removeSecret));
  }

  private static String id(Call call) {
    return call.parameter("client");
  }

  private Answer list(Call call) {
    PagedList list = new PagedList(call, cursors, ALL);
    return list.answer(
        "clients",
        registry.after(list.after().orElse(""), list.limit() + 1L),
        ClientJson::write,
        shown -> shown.client().id());
  }

  private Answer create(Call call) {
    JsonBody body = only(call.json(), ConfiguredClient.ID, ConfiguredClient.NAME);
    String id =
        body.find(ConfiguredClient.ID)
            .orElseGet(() -> "c-" + ids.next()); // the id of a client must begin with a letter
    if (!RegisteredClient.isId(id)) {
      throw invalid(ConfiguredClient.ID, RegisteredClient.ID_RULE);
    }
    String name = name(body).orElse(id);
    ClientMetadata metadata = checked(() -> ClientMetadata.read(metadata(body)));
    return answer(
        registry.create(id, name, metadata, PowerGuard.actor(call)),
        done ->
            Answer.json(
                    201,
                    json -> {
                      ClientJson.write(json, done.client());
                      done.secret().ifPresent(secret -> json.text("client_secret", secret));
                    })
                .with(FieldNames.LOCATION, call.locationOf(ALL + "/" + id)));
  }

  private static JsonBody only(JsonBody body, String... more) {
    return body.only(
        Stream.concat(Stream.of(more), ClientMetadata.NAMES.stream()).toArray(String[]::new));
  }

  private static Optional<String> name(JsonBody body) {
    return body.members()
        .member(ConfiguredClient.NAME)
        .map(_ -> body.label(ConfiguredClient.NAME, RegisteredClient.NAME_AT_MOST));
  }

  private static JsonObject metadata(JsonBody body) {
    Map<String, JsonValue> members = new LinkedHashMap<>(body.members().members());
    members.keySet().retainAll(ClientMetadata.NAMES);
    return new JsonObject(members);
  }

  private interface Reading<T> {
    T read();
  }

  private static <T> T checked(Reading<T> reading) {
    try {
      return reading.read();
    } catch (InvalidMetadata e) {
      throw invalid(e.member(), e.rule());
    }
  }

  private static ProblemException invalid(String member, String rule) {
    return new ProblemException(
        ProblemType.INVALID_MEMBER.because(
            "The member \"" + JsonBody.quotable(member) + "\" " + rule + "."));
  }

  private Answer show(Call call) {
    return registry
        .find(id(call))
        .map(
            shown ->
                Answer.json(200, json -> ClientJson.write(json, shown))
                    .withEntityTag(tag(shown), call))
        .orElseGet(() -> refusal(Refused.UNKNOWN));
  }

  private Answer change(Call call) {
    JsonBody body = only(call.json(), ConfiguredClient.NAME, ClientJson.STATE);
    Optional<Boolean> active =
        body.find(ClientJson.STATE)
            .map(
                state ->
                    switch (state) {
                      case "active" -> true;
                      case "disabled" -> false;
                      default -> throw invalid(ClientJson.STATE, "must be active or disabled");
                    });
    ClientPatch patch = new ClientPatch(name(body), metadata(body), active);
    return answer(
        checked(
            () ->
                registry.change(
                    id(call), patch, shown -> call.isMatched(tag(shown)), PowerGuard.actor(call))),
        done ->
            Answer.json(200, json -> ClientJson.write(json, done.client()))
                .with(FieldNames.ETAG, "\"" + tag(done.client()) + "\""));
  }

  private Answer remove(Call call) {
    return answer(
        registry.remove(id(call), shown -> call.isMatched(tag(shown)), PowerGuard.actor(call)),
        _ -> Answer.noContent());
  }

  private Answer addSecret(Call call) {
    return answer(
        new ClientSecrets(registry).add(id(call), false, PowerGuard.actor(call)),
        done ->
            Answer.json(
                201,
                json -> {
                  ClientJson.write(json, done.client().secrets().getLast());
                  json.text("client_secret", done.secret().orElseThrow());
                }));
  }

  private Answer removeSecret(Call call) {
    return answer(
        new ClientSecrets(registry)
            .remove(id(call), call.parameter("secret"), PowerGuard.actor(call)),
        _ -> Answer.noContent());
  }

  /** Returns the entity tag. It changes with every member of the JSON object. */
  private static String tag(Shown shown) {
    return Sha256.textOf(JsonWriter.text(json -> ClientJson.write(json, shown)));
  }

  private static Answer answer(RegistryOutcome outcome, Function<Done, Answer> done) {
    return switch (outcome) {
      case Done it -> done.apply(it);
      case Refused why -> refusal(why);
    };
  }

  private static Answer refusal(Refused why) {
    return Answer.problem(
        switch (why) {
          case ID_TAKEN ->
              ProblemType.NAME_TAKEN.because(
                  "A client has this id, or it is the id of the server itself. Choose another.");
          case TOO_MANY ->
              ProblemType.LIMIT_REACHED.because(
                  String.format(
                      Locale.ROOT,
                      "There are %,d clients, the maximum. Remove some.",
                      ClientRegistry.AT_MOST));
          case UNKNOWN ->
              ProblemType.NOT_FOUND.because(
                  "There is no such client or secret. GET " + ALL + " lists all clients.");
          case CONFIGURED ->
              ProblemType.CLIENT_CONFIGURED.because(
                  "This client is in the configuration file: change it there, and restart the server."
                      + " Only its state can be changed here.");
          case STALE ->
              ProblemType.PRECONDITION_FAILED.because(
                  "The client is not in the state that If-Match names. GET it again.");
          case HAS_NO_SECRETS ->
              ProblemType.LIMIT_REACHED.because(
                  "This client does not authenticate by a secret, so it can have none.");
          case TOO_MANY_SECRETS ->
              ProblemType.LIMIT_REACHED.because(
                  "The client has two secrets, the maximum. Delete one that it does not use any more.");
        });
  }
}
