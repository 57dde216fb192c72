package dev.restauth.servicekey;

import dev.restauth.control.Facts;
import dev.restauth.control.Operations;
import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.servicekey.ServiceKeys.Change;
import dev.restauth.servicekey.ServiceKeys.Creation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code restauth service-key …}. */
final class ServiceKeyOperations implements Operations.Source {
  private final ServiceKeys keys;
  private final SecurityEvents events;

  /** Operations on these. */
  ServiceKeyOperations(ServiceKeys keys, SecurityEvents events) {
    this.keys = keys;
    this.events = events;
  }

  @Override
  public void declare(Operations operations) {
    operations
        .addTelling("service-key.create", (request, progress) -> create(request))
        .add("service-key.list", (request, progress) -> list())
        .addTelling(
            "service-key.disable",
            (request, progress) ->
                reply(
                    request,
                    EventType.SERVICE_KEY_DISABLED,
                    keys.disable(name(request)),
                    "is disabled; it is refused from now on",
                    "is disabled already"))
        .addTelling(
            "service-key.enable",
            (request, progress) ->
                reply(
                    request,
                    EventType.SERVICE_KEY_ENABLED,
                    keys.enable(name(request)),
                    "is active again",
                    "is active already"))
        .addTelling(
            "service-key.delete",
            (request, progress) ->
                reply(
                    request,
                    EventType.SERVICE_KEY_DELETED,
                    keys.delete(name(request)),
                    "is deleted; it is refused from now on",
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
    Optional<Set<Scope>> scopes = Scope.all(List.of(request.argument("scope").split(" ", -1)));
    if (scopes.isEmpty()) {
      return new Reply.Failed("the scopes that there are: " + Scope.known());
    }
    return switch (keys.create(name, scopes.get())) {
      case Creation.Created(ServiceKey key, String secret) -> {
        tell(request, EventType.SERVICE_KEY_CREATED, key);
        yield Reply.done(
            facts(key).with("key", secret),
            secret,
            "This is the key of "
                + name
                + ", for "
                + String.join(", ", key.scopes())
                + ". It is shown only now: only a digest of it is kept.");
      }
      case Creation.NameTaken taken ->
          new Reply.Failed("there is a service key of this name: delete it, or choose another");
      case Creation.TooMany many ->
          new Reply.Failed(
              String.format(
                  Locale.ROOT,
                  "there are %,d service keys, and there may be no more: delete some",
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

  private Reply reply(
      Request request, EventType event, Change change, String done, String already) {
    return switch (change) {
      case Change.Changed(ServiceKey key) -> {
        tell(request, event, key);
        yield Reply.done(facts(key), key.name() + " " + done);
      }
      case Change.Unchanged(ServiceKey key) -> Reply.done(facts(key), key.name() + " " + already);
      case Change.Unknown unknown -> new Reply.Failed("there is no service key of this name");
    };
  }

  private void tell(Request request, EventType event, ServiceKey key) {
    events.write(SecurityEvent.of(event).key(key.name()).by(request.operator()));
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
