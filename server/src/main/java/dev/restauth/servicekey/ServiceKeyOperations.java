package dev.restauth.servicekey;

import dev.restauth.event.Actor;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.servicekey.ServiceKeys.Change;
import dev.restauth.servicekey.ServiceKeys.Creation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The operations of {@code restauth service-key}. */
final class ServiceKeyOperations implements Operations.Source {
  private final ServiceKeys keys;

  ServiceKeyOperations(ServiceKeys keys) {
    this.keys = keys;
  }

  @Override
  public void declare(Operations operations) {
    operations
        .addRecording("service-key.create", (request, progress) -> create(request))
        .add("service-key.list", (request, progress) -> list())
        .addRecording(
            "service-key.disable",
            (request, progress) ->
                reply(
                    keys.disable(name(request), Actor.operator(request.operator())),
                    "is disabled; the server refuses it from now on",
                    "is already disabled"))
        .addRecording(
            "service-key.enable",
            (request, progress) ->
                reply(
                    keys.enable(name(request), Actor.operator(request.operator())),
                    "is active again",
                    "is already active"))
        .addRecording(
            "service-key.delete",
            (request, progress) ->
                reply(
                    keys.delete(name(request), Actor.operator(request.operator())),
                    "is deleted; the server refuses it from now on",
                    ""));
  }

  private static String name(Request request) {
    return request.argument("name");
  }

  private Reply create(Request request) {
    String name = name(request);
    if (!ServiceKeys.isName(name)) {
      return new Reply.Failed(ServiceKeys.NAME_RULE);
    }
    Optional<Set<Scope>> scopes = Scope.parse(List.of(request.argument("scope").split(" ", -1)));
    if (scopes.isEmpty()) {
      return new Reply.Failed("the scopes are " + Scope.names());
    }
    return switch (keys.create(name, scopes.get(), Actor.operator(request.operator()))) {
      case Creation.Created(ServiceKey key, String secret) -> {
        yield Reply.done(
            facts(key).with("key", secret),
            secret,
            "This is the key of "
                + name
                + ", for "
                + String.join(", ", key.scopes())
                + ". It is shown only now: the server stores only a digest of it.");
      }
      case Creation.NameTaken taken ->
          new Reply.Failed("a service key with this name exists: delete it, or use another name");
      case Creation.TooMany tooMany ->
          new Reply.Failed(
              String.format(
                  Locale.ROOT,
                  "there are already %,d service keys, the maximum: delete some",
                  ServiceKeys.AT_MOST));
    };
  }

  private Reply list() {
    List<ServiceKey> all = keys.all();
    Facts facts = Facts.list(all.stream().map(ServiceKeyOperations::facts).toList());
    int widest = all.stream().mapToInt(key -> key.name().length()).max().orElse(0);
    List<String> lines = all.stream().map(key -> line(key, widest)).toList();
    return new Reply.Done(facts, lines.isEmpty() ? List.of("There are no service keys.") : lines);
  }

  private static String line(ServiceKey key, int widest) {
    return String.format(
        Locale.ROOT,
        "%-" + widest + "s  %-8s  %s  %s",
        key.name(),
        state(key),
        key.createdAt(),
        scope(key));
  }

  private static Reply reply(Change change, String done, String already) {
    return switch (change) {
      case Change.Changed(ServiceKey key) -> {
        yield Reply.done(facts(key), key.name() + " " + done);
      }
      case Change.Unchanged(ServiceKey key) -> Reply.done(facts(key), key.name() + " " + already);
      case Change.NotFound notFound -> new Reply.Failed("there is no service key with this name");
    };
  }

  private static Facts facts(ServiceKey key) {
    return Facts.NONE
        .with("name", key.name())
        .with("state", state(key))
        .with("scope", scope(key))
        .with("created_at", key.createdAt().toString());
  }

  private static String state(ServiceKey key) {
    return key.active() ? "active" : "disabled";
  }

  private static String scope(ServiceKey key) {
    return String.join(" ", key.scopes());
  }
}
