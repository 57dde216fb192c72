package dev.restauth.token;

import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.token.KeyRotation.KeyInfo;
import dev.restauth.token.KeyRotation.Next;
import dev.restauth.vault.Vault;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The operations of {@code restauth key}. */
final class KeyOperations implements Operations.Source {
  private static final String RESOURCE_SERVERS_NOTE =
      "Resource servers that verify tokens themselves accept those tokens until they fetch the key"
          + " set again: within five minutes if they follow its Cache-Control.";

  private final KeyRotation rotation;
  private final IdTokenKeys idTokenKeys;
  private final Vault vault;
  private final SecurityEvents events;

  KeyOperations(KeyRotation rotation, IdTokenKeys idTokenKeys, Vault vault, SecurityEvents events) {
    this.rotation = rotation;
    this.idTokenKeys = idTokenKeys;
    this.vault = vault;
    this.events = events;
  }

  @Override
  public void declare(Operations operations) {
    operations
        .add("key.list", (request, progress) -> list())
        .addRecording("key.rotate", (request, progress) -> rotate(request))
        .addRecording("key.revoke", (request, progress) -> revoke(request))
        .addRecording("key.rewrap", (request, progress) -> rewrap(request));
  }

  private Reply list() {
    List<KeyInfo> own = rotation.list();
    List<KeyInfo> ofIdTokens = idTokenKeys.list();
    List<KeyInfo> keys = Stream.concat(own.stream(), ofIdTokens.stream()).toList();
    if (keys.isEmpty()) {
      return Reply.done(
          Facts.list(List.of()), "There is no key yet. The server makes one when it starts.");
    }
    return Reply.done(
        Facts.list(
            Stream.concat(
                    own.stream().map(each -> facts(each, "access")),
                    ofIdTokens.stream().map(each -> facts(each, "id")))
                .toList()),
        Stream.concat(
                own.stream().map(each -> line(each, keys)),
                ofIdTokens.stream().map(each -> line(each, keys) + ", for ID tokens"))
            .toArray(String[]::new));
  }

  private static Facts facts(KeyInfo key, String use) {
    Facts facts =
        Facts.NONE
            .with("kid", key.kid())
            .with("algorithm", key.algorithm())
            .with("state", key.state())
            .with("use", use)
            .with("since", text(key.since()));
    return key.until().map(until -> facts.with("until", text(until))).orElse(facts);
  }

  private static String line(KeyInfo key, List<KeyInfo> all) {
    return "%s  %s  %s  since %s%s"
        .formatted(
            padded(key.kid(), all.stream().map(KeyInfo::kid)),
            padded(key.algorithm(), all.stream().map(KeyInfo::algorithm)),
            padded(key.state(), all.stream().map(KeyInfo::state)),
            text(key.since()),
            key.until().map(until -> next(key) + text(until)).orElse(""));
  }

  private static String padded(String text, Stream<String> column) {
    int widest = column.mapToInt(String::length).max().orElse(0);
    return text + " ".repeat(widest - text.length());
  }

  private static String next(KeyInfo key) {
    return switch (key.state()) {
      case "published" -> ", signs from ";
      case "signing" -> ", until ";
      default -> ", deleted from ";
    };
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private Reply rotate(Request request) {
    boolean atOnce = Boolean.parseBoolean(request.find("at_once").orElse("false"));
    Actor operator = Actor.operator(request.operator());
    Next next = rotation.rotate(atOnce, operator);
    List<String> notes = new ArrayList<>();
    notes.add(note(next, "tokens", atOnce));
    idTokenKeys
        .rotate(atOnce, operator)
        .forEach(each -> notes.add(note(each, "ID tokens", atOnce)));
    return new Reply.Done(facts(next).with("made", next.made()), notes);
  }

  private static String note(Next next, String what, boolean atOnce) {
    return next.kid()
        + " for "
        + next.algorithm()
        + (next.made() ? " is published" : " was published already")
        + " and signs "
        + what
        + " from "
        + (atOnce ? "now" : text(next.signsFrom()))
        + " on";
  }

  private static Facts facts(Next next) {
    return Facts.NONE
        .with("kid", next.kid())
        .with("algorithm", next.algorithm())
        .with("signs_from", text(next.signsFrom()));
  }

  private Reply revoke(Request request) {
    String kid = request.argument("kid");
    Actor operator = Actor.operator(request.operator());
    KeyRotation.Revocation outcome = rotation.revoke(kid, operator);
    boolean ofIdTokens = outcome instanceof KeyRotation.Revocation.NotFound;
    return switch (ofIdTokens ? idTokenKeys.revoke(kid, operator) : outcome) {
      case KeyRotation.Revocation.Revoked(Optional<Next> successor) -> {
        List<String> notes = new ArrayList<>();
        notes.add(kid + " is revoked; every token that it signed is revoked");
        successor.ifPresent(
            next ->
                notes.add(
                    next.kid()
                        + (ofIdTokens ? " signs ID tokens" : " signs tokens")
                        + " from now on"));
        notes.add(RESOURCE_SERVERS_NOTE);
        yield new Reply.Done(
            successor.map(KeyOperations::facts).orElse(Facts.NONE).with("revoked", kid), notes);
      }
      case KeyRotation.Revocation.NotFound notFound ->
          new Reply.Failed("There is no signing key with this id; restauth key list shows all.");
    };
  }

  private Reply rewrap(Request request) {
    return switch (vault.rewrap(
        (tx, to) ->
            events.record(
                tx,
                SecurityEvent.of(EventType.MASTER_KEY_CHANGED)
                    .key(to)
                    .by(Actor.operator(request.operator()))))) {
      case Vault.Outcome.Moved(String from, String to, int entries, Optional<String> unsettled) -> {
        List<String> notes = new ArrayList<>();
        notes.add(
            "The secrets in the database are now encrypted with the master key "
                + to
                + ", no longer with "
                + from);
        notes.add("Earlier backups need the old key: keep it as long as you keep them.");
        unsettled.ifPresent(
            why -> notes.add("The next server start moves the key file into place: " + why));
        yield new Reply.Done(
            Facts.NONE.with("from", from).with("to", to).with("entries", entries), notes);
      }
      case Vault.Outcome.AlreadyMoved(String keyId) ->
          Reply.done(
              Facts.NONE.with("to", keyId).with("entries", 0),
              "The database is already sealed under the master key "
                  + keyId
                  + ". The previous key is no longer needed.");
      case Vault.Outcome.NoNewKey(String keyId) ->
          new Reply.Failed(
              "the database is sealed under the configured master key, "
                  + keyId
                  + ": to change to another, start the server with the new key, and with this one"
                  + " as --previous-master-key-file or RESTAUTH_PREVIOUS_MASTER_KEY, and try"
                  + " again");
    };
  }
}
