package dev.restauth.event;

import dev.restauth.crypto.Sha256;
import dev.restauth.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * An event as it is stored. Its personal part is stored in a separate row; the row of the event
 * contains only the digest of that part.
 *
 * @param actor the actor: {@code account:} with an id, {@code operator} or {@code server}; empty
 *     for an unauthenticated client
 * @param object the id of a session, or the name or id of a key
 * @param request the id of the request
 * @param members further members, as a JSON object
 */
record EventRow(
    String id,
    Instant at,
    String type,
    Optional<String> actor,
    Optional<Long> account,
    String outcome,
    Optional<String> object,
    Optional<String> request,
    String members,
    Optional<Personal> personal) {
  private static final String OPERATOR = "operator";

  /**
   * The personal part of an event.
   * @param account the account of the person; empty if the person has no account on this server
   * @param text a JSON object
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Personal(Optional<Long> account, byte[] salt, String text) {
    /** The digest that the event contains: SHA-256 of the salt and the text. */
    byte[] commitment() {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      byte[] salted = new byte[salt.length + bytes.length];
      System.arraycopy(salt, 0, salted, 0, salt.length);
      System.arraycopy(bytes, 0, salted, salt.length, bytes.length);
      return Sha256.of(salted);
    }

    /** Returns a text without the personal text. */
    @Override
    public String toString() {
      return "Personal[account=" + account + "]";
    }
  }

  static EventRow of(SecurityEvent event, Instant at, Optional<String> request, EventIds ids) {
    return new EventRow(
        ids.next(at),
        at,
        event.type().text(),
        actor(event),
        event.account(),
        event.type().outcome(event.details()),
        event.session().or(() -> Optional.ofNullable(event.details().get(EventMember.KEY))),
        request,
        JsonWriter.text(json -> writeMembers(json, event)),
        personal(event, ids));
  }

  private static Optional<String> actor(SecurityEvent event) {
    if (event.actor().isPresent()) {
      Actor actor = event.actor().get();
      return Optional.of(actor instanceof Actor.OfCommand ? OPERATOR : actor.text());
    }
    if (event.type().volume() == EventType.Volume.FAILURE) {
      return Optional.empty(); // anybody can cause a failure
    }
    return event.type().volume() == EventType.Volume.ACTIVITY
        ? event.account().map(id -> "account:" + id)
        : Optional.of("server");
  }

  private static void writeMembers(JsonWriter json, SecurityEvent event) {
    event
        .details()
        .forEach(
            (member, value) -> {
              if (event.type().isPersonal(member)) {
                return;
              }
              switch (member) {
                case KEY, OUTCOME -> {} // stored in separate columns
                case COUNT -> json.number(member.text(), Long.parseLong(value));
                default -> json.text(member.text(), value);
              }
            });
  }

  /**
   * Returns the personal part. A network belongs to the account, or to the administrator or member
   * whose client used it. The name of an operator belongs to no account.
   */
  private static Optional<Personal> personal(SecurityEvent event, EventIds ids) {
    if (event.network().isEmpty() && event.actor().isEmpty()) {
      return Optional.empty();
    }
    String text =
        JsonWriter.ascii(
            json -> {
              event
                  .network()
                  .ifPresent(network -> json.text(EventMember.NETWORK.text(), network.text()));
              event
                  .details()
                  .forEach(
                      (member, value) -> {
                        if (event.type().isPersonal(member)) {
                          json.text(member.text(), value);
                        }
                      });
              if (event.actor().isPresent() && event.actor().get() instanceof Actor.OfCommand by) {
                json.text(OPERATOR, by.text());
              }
            });
    return Optional.of(new Personal(owner(event), ids.salt(), text));
  }

  /** Returns the account that owns the personal data of an event; empty for an operator's data. */
  static Optional<Long> owner(SecurityEvent event) {
    return event.actor().isEmpty() ? event.account() : event.actor().get().account();
  }
}
