package dev.restauth.oauth.client;

import dev.restauth.event.Actor;
import dev.restauth.http.VisibleText;
import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.json.MalformedJson;
import dev.restauth.oauth.client.ClientRegistry.ClientPatch;
import dev.restauth.oauth.client.ClientRegistry.Shown;
import dev.restauth.oauth.client.ClientRegistry.ShownSecret;
import dev.restauth.oauth.client.RegistryOutcome.Done;
import dev.restauth.oauth.client.RegistryOutcome.Refused;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The operations of the command {@code restauth client}.
 *
 * @param issuer the configured issuer, for use in examples
 */
record ClientOperations(ClientRegistry registry, Optional<String> issuer)
    implements Operations.Source {
  private static final JsonReader READER = new JsonReader(JsonBounds.USUAL);
  private static final JsonObject NOTHING = new JsonObject(Map.of());

  @Override
  public void declare(Operations operations) {
    operations
        .addRecording("client.create", (request, _) -> create(request))
        .add("client.list", (request, _) -> new ClientListing(registry).page(request))
        .add("client.show", (request, _) -> show(request))
        .addRecording("client.change", (request, _) -> change(request))
        .addRecording("client.disable", (request, _) -> state(request, false))
        .addRecording("client.enable", (request, _) -> state(request, true))
        .addRecording("client.remove", (request, _) -> remove(request))
        .addRecording("client.rotate-secret", (request, _) -> rotateSecret(request));
  }

  private static String id(Request request) {
    return request.argument("id");
  }

  private static Actor actor(Request request) {
    return Actor.operator(request.operator());
  }

  private Reply create(Request request) {
    String id = id(request);
    if (!RegisteredClient.isId(id)) {
      return new Reply.Failed("an id " + RegisteredClient.ID_RULE);
    }
    return request
        .find("example")
        .map(word -> createWithExample(request, word))
        .orElseGet(() -> create(request, ClientOperations::metadata, this::registered));
  }

  private Reply create(
      Request request, Function<Request, JsonObject> metadata, Function<Done, Reply> done) {
    String id = id(request);
    return described(
        request,
        name ->
            reply(
                registry.create(
                    id,
                    name.orElse(id),
                    ClientMetadata.read(metadata.apply(request)),
                    actor(request)),
                done));
  }

  private Reply.Done registered(Done done) {
    return withSecret(done, done.client().client().id() + " is registered.");
  }

  private Reply createWithExample(Request request, String word) {
    Optional<ClientExample> example = ClientExample.find(word);
    if (example.isEmpty()) {
      return new Reply.Failed("there is no example " + word + ": " + ClientExample.words());
    }
    if (issuer.filter(ClientExample::takes).isEmpty()) {
      return new Reply.Failed(
          "an example needs the URL of this server: set public-url, for example to http://127.0.0.1:5000");
    }
    return create(
        request,
        given -> example.get().completed(metadata(given)),
        done -> withExample(done, example.get()));
  }

  private Reply withExample(Done done, ClientExample example) {
    RegisteredClient client = done.client().client();
    List<String> lines =
        example.lines(client.id(), client.metadata().members(), issuer.orElseThrow());
    Reply.Done registered = registered(done);
    List<String> notes = new ArrayList<>(registered.notes());
    notes.add("");
    notes.addAll(lines);
    return new Reply.Done(
        registered.facts().with("example", String.join("\n", lines) + "\n"), notes);
  }

  /**
   * Runs an action with the name in the request, and converts mistakes in the metadata to a reply.
   */
  private static Reply described(Request request, Function<Optional<String>, Reply> action) {
    Optional<String> given = request.find("name");
    Optional<String> name =
        given.flatMap(text -> VisibleText.label(text, RegisteredClient.NAME_AT_MOST));
    if (given.isPresent() && name.isEmpty()) {
      return new Reply.Failed("a name has 1 to 100 visible characters");
    }
    try {
      return action.apply(name);
    } catch (InvalidMetadata e) {
      return new Reply.Failed(e.member() + " " + e.rule());
    }
  }

  private static JsonObject metadata(Request request) {
    try {
      return READER.read(request.argument("metadata")) instanceof JsonObject object
          ? object
          : invalid();
    } catch (MalformedJson e) {
      return invalid();
    }
  }

  private static JsonObject invalid() {
    throw new InvalidMetadata("--metadata", "must be a JSON object");
  }

  private static Reply.Done withSecret(Done done, String note) {
    List<String> notes = new ArrayList<>();
    Facts facts = facts(done.client());
    if (done.secret().isPresent()) {
      facts = facts.with("client_secret", done.secret().get());
      notes.add(done.secret().get());
      notes.add(
          note
              + " This is its secret, which is shown only now: the server stores only a digest of"
              + " it.");
    } else {
      notes.add(note);
    }
    RedirectUris.note(done.client().client().client().redirectUris()).ifPresent(notes::add);
    return new Reply.Done(facts, notes);
  }

  private Reply show(Request request) {
    return registry
        .find(id(request))
        .<Reply>map(shown -> new Reply.Done(facts(shown), lines(shown)))
        .orElseGet(() -> new Reply.Failed(text(Refused.UNKNOWN)));
  }

  private static List<String> lines(Shown shown) {
    RegisteredClient client = shown.client();
    List<String> lines = new ArrayList<>();
    lines.add("client_id: " + client.id());
    lines.add("client_name: " + client.name());
    lines.add("state: " + client.state());
    lines.add("source: " + client.source());
    lines.add("created_at: " + client.createdAt());
    lines.add("updated_at: " + client.updatedAt());
    client
        .metadata()
        .members()
        .members()
        .forEach((name, value) -> lines.add(name + ": " + text(value)));
    shown
        .secrets()
        .forEach(secret -> lines.add("secret: " + secret.id() + ", made " + secret.createdAt()));
    return lines;
  }

  private static String text(JsonValue value) {
    return switch (value) {
      case JsonValue.Text(String text) -> text;
      case JsonValue.Array(List<JsonValue> items) ->
          String.join(" ", items.stream().map(ClientOperations::text).toList());
      case JsonValue.Truth(boolean truth) -> String.valueOf(truth);
      case JsonObject object -> JsonWriter.text(json -> object.members().forEach(json::member));
      case JsonValue.Numeral number -> number.digits();
      case JsonValue.Null() -> "";
    };
  }

  private Reply change(Request request) {
    return described(
        request,
        name ->
            reply(
                registry.change(
                    id(request),
                    new ClientPatch(name, metadata(request), Optional.empty()),
                    _ -> true,
                    actor(request)),
                done -> withSecret(done, id(request) + " is changed.")));
  }

  private Reply state(Request request, boolean active) {
    return reply(
        registry.change(
            id(request),
            new ClientPatch(Optional.empty(), NOTHING, Optional.of(active)),
            _ -> true,
            actor(request)),
        done ->
            Reply.done(
                facts(done.client()),
                id(request)
                    + (active
                        ? " is active; its users have to log in again."
                        : " is disabled; the server refuses it and all its tokens from now on.")));
  }

  private Reply remove(Request request) {
    return reply(
        registry.remove(id(request), _ -> true, actor(request)),
        done ->
            Reply.done(
                facts(done.client()),
                id(request) + " is removed; the server refuses its tokens from now on."));
  }

  private Reply rotateSecret(Request request) {
    return reply(
        new ClientSecrets(registry).add(id(request), true, actor(request)),
        done ->
            withSecret(
                done,
                id(request)
                    + " has a new secret; the one before it is valid until the next rotation."));
  }

  private static Reply reply(RegistryOutcome outcome, Function<Done, Reply> done) {
    return switch (outcome) {
      case Done it -> done.apply(it);
      case Refused why -> new Reply.Failed(text(why));
    };
  }

  private static String text(Refused why) {
    return switch (why) {
      case ID_TAKEN -> "a client has this id, or it is the id of the server itself: choose another";
      case TOO_MANY -> "there are too many clients already: remove some";
      case UNKNOWN -> "there is no client with this id: see restauth client list";
      case CONFIGURED ->
          "this client is in the configuration file: change it there, and restart the server";
      case STALE -> "the client was changed meanwhile";
      case HAS_NO_SECRETS -> "this client does not authenticate by a secret";
      case TOO_MANY_SECRETS -> "this client has two secrets already";
    };
  }

  static Facts facts(Shown shown) {
    RegisteredClient client = shown.client();
    Facts facts =
        Facts.NONE
            .with("client_id", client.id())
            .with("client_name", client.name())
            .with("state", client.state())
            .with("source", client.source())
            .with("created_at", client.createdAt().toString())
            .with("updated_at", client.updatedAt().toString());
    for (Map.Entry<String, JsonValue> each : client.metadata().members().members().entrySet()) {
      facts = with(facts, each.getKey(), each.getValue());
    }
    return facts.withEach(
        "secrets", shown.secrets().stream().map(ClientOperations::facts).toList());
  }

  private static Facts facts(ShownSecret secret) {
    return Facts.NONE.with("id", secret.id()).with("created_at", secret.createdAt().toString());
  }

  private static Facts with(Facts facts, String name, JsonValue value) {
    return switch (value) {
      case JsonValue.Truth(boolean truth) -> facts.with(name, truth);
      case JsonValue.Array(List<JsonValue> items) ->
          facts.with(name, items.stream().map(ClientOperations::text).toList());
      default -> facts.with(name, text(value));
    };
  }
}
