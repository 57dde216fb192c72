package dev.restauth.oauth.client;

import dev.restauth.crypto.SecretText;
import dev.restauth.crypto.Sha256;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.json.JsonObject;
import dev.restauth.oauth.client.ClientRevocationRows.RevokedClient;
import dev.restauth.oauth.client.ClientRows.SecretRow;
import dev.restauth.oauth.client.RegistryOutcome.Done;
import dev.restauth.oauth.client.RegistryOutcome.Refused;
import dev.restauth.role.Power;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Registers, changes, disables and removes clients for administrators and operators. Thread-safe.
 *
 * @param end ends the sessions of a client
 * @param tokensUntil returns the time by which all tokens that were issued before a given time will
 *     have expired
 */
record ClientRegistry(
    Store store, ClientEnd end, UnaryOperator<Instant> tokensUntil, SecurityEvents events) {
  /** The maximum number of clients. */
  static final int AT_MOST = 10_000;

  /**
   * A client with data about its secrets.
   *
   * @param secrets the ids and creation times of the secrets, oldest first
   */
  record Shown(RegisteredClient client, List<ShownSecret> secrets) {}

  /** The data about a secret, without the secret itself. */
  record ShownSecret(String id, Instant createdAt) {
    static ShownSecret of(SecretRow row) {
      return new ShownSecret(ClientSecrets.idOf(row.digest()), row.createdAt());
    }
  }

  /**
   * A change to a client.
   *
   * @param patch the members of the metadata to replace
   */
  record ClientPatch(Optional<String> name, JsonObject patch, Optional<Boolean> active) {}

  /**
   * Registers a client. If the client authenticates with a secret, also creates a secret.
   *
   * @throws dev.restauth.role.EscalationException if an administrator has lost the required scope
   *     in the meantime
   */
  RegistryOutcome create(String id, String name, ClientMetadata metadata, Actor by) {
    Optional<String> secret =
        metadata.hasSecret() ? Optional.of(SecretText.CLIENT_SECRET.next()) : Optional.empty();
    endSessions(id); // a removed client with the same id may have left sessions
    return store.inTransaction(
        tx -> {
          requirePower(tx, by);
          ClientRows rows = new ClientRows(tx);
          if (rows.count() >= AT_MOST) {
            return Refused.TOO_MANY;
          }
          RegisteredClient client =
              new RegisteredClient(
                  id,
                  name,
                  false,
                  true,
                  metadata,
                  new ClientRevocationRows(tx).firstGeneration(id),
                  tx.now(),
                  tx.now());
          if (RegisteredClient.isReserved(id) || !rows.add(client)) {
            return Refused.ID_TAKEN;
          }
          secret.ifPresent(text -> rows.addSecret(client, Sha256.of(text), tx.now()));
          record(tx, EventType.CLIENT_CREATED, id, by);
          return new Done(shown(tx, client), secret);
        });
  }

  private static void requirePower(Transaction tx, Actor by) {
    new Power(tx).lock().requireHeld(by, AdministrativeScope.CLIENTS_WRITE);
  }

  void record(Transaction tx, EventType type, String id, Actor by) {
    events.record(tx, SecurityEvent.of(type).client(id).by(by));
  }

  static Shown shown(Transaction tx, RegisteredClient client) {
    return new Shown(
        client, new ClientRows(tx).secrets(client.id()).stream().map(ShownSecret::of).toList());
  }

  /** Returns a client, whatever its state. */
  Optional<Shown> find(String id) {
    return store.reading(tx -> new ClientRows(tx).find(id).map(client -> shown(tx, client)));
  }

  /** Returns clients in the order of their ids. */
  List<Shown> after(String id, long atMost) {
    return store.reading(
        tx ->
            new ClientRows(tx)
                .after(id, atMost).stream().map(client -> shown(tx, client)).toList());
  }

  /** Changes an existing client, and locks its row. */
  RegistryOutcome changing(
      String id,
      Actor by,
      Predicate<Shown> expected,
      Function<Transaction, Function<RegisteredClient, RegistryOutcome>> change) {
    return store.inTransaction(
        tx -> {
          requirePower(tx, by);
          Optional<RegisteredClient> client = new ClientRows(tx).lock(id);
          if (client.isEmpty()) {
            return Refused.UNKNOWN;
          }
          return expected.test(shown(tx, client.get()))
              ? change.apply(tx).apply(client.get())
              : Refused.STALE;
        });
  }

  /**
   * Changes a client. If it is in the configuration file, only its state can be changed.
   *
   * @param expected returns whether the client is still in the state that the caller expects
   * @throws InvalidMetadata if the changed metadata violates a rule
   */
  RegistryOutcome change(String id, ClientPatch patch, Predicate<Shown> expected, Actor by) {
    if (patch.active().orElse(false)) {
      endSessionsOfInactive(id);
    }
    RegistryOutcome outcome =
        changing(id, by, expected, tx -> client -> changed(tx, client, patch, by));
    if (!patch.active().orElse(true)) {
      endSessionsOfInactive(id);
    }
    return outcome;
  }

  /**
   * Ends all sessions of an inactive client before the client is enabled. The transaction that
   * disabled the client ended only a limited number of sessions, and the server may have stopped
   * before it ended the others.
   */
  private void endSessionsOfInactive(String id) {
    if (find(id).filter(shown -> shown.client().active()).isEmpty()) {
      endSessions(id);
    }
  }

  /** Ends all sessions of a client, in several transactions. */
  void endSessions(String id) {
    int ended;
    do {
      ended = store.<Integer>inTransaction(tx -> end.endSessions(tx, id));
    } while (ended > 0);
  }

  private RegistryOutcome changed(
      Transaction tx, RegisteredClient before, ClientPatch patch, Actor by) {
    boolean described = patch.name().isPresent() || !patch.patch().names().isEmpty();
    if (before.configured() && described) {
      return Refused.CONFIGURED;
    }
    RegisteredClient after =
        described
            ? described(
                before, patch.name().orElse(before.name()), before.metadata().with(patch.patch()))
            : before;
    if (!after.equals(before)) {
      new ClientRows(tx).replace(updated(after, tx.now()));
      if (!after.metadata().hasSecret()) {
        removeSecrets(tx, after);
      }
      record(tx, EventType.CLIENT_CHANGED, before.id(), by);
    }
    boolean active = patch.active().orElse(before.active());
    if (active != before.active()) {
      after = active ? enabled(tx, after) : disabled(tx, after);
      record(tx, active ? EventType.CLIENT_ENABLED : EventType.CLIENT_DISABLED, before.id(), by);
    }
    return new Done(
        shown(tx, new ClientRows(tx).find(before.id()).orElseThrow()), Optional.empty());
  }

  private static RegisteredClient described(
      RegisteredClient client, String name, ClientMetadata metadata) {
    return new RegisteredClient(
        client.id(),
        name,
        client.configured(),
        client.active(),
        metadata,
        client.generation(),
        client.createdAt(),
        client.updatedAt());
  }

  private static RegisteredClient updated(RegisteredClient client, Instant now) {
    return inState(client, client.active(), client.generation(), now);
  }

  static RegisteredClient inState(
      RegisteredClient client, boolean active, long generation, Instant now) {
    return new RegisteredClient(
        client.id(),
        client.name(),
        client.configured(),
        active,
        client.metadata(),
        generation,
        client.createdAt(),
        now);
  }

  private static RegisteredClient enabled(Transaction tx, RegisteredClient client) {
    RegisteredClient enabled = inState(client, true, client.generation(), tx.now());
    new ClientRows(tx).replace(enabled);
    return enabled;
  }

  /** Disables a client and revokes all of its grants. */
  RegisteredClient disabled(Transaction tx, RegisteredClient client) {
    RegisteredClient disabled = inState(client, false, client.generation() + 1, tx.now());
    new ClientRows(tx).replace(disabled);
    takeAll(tx, disabled);
    return disabled;
  }

  private void takeAll(Transaction tx, RegisteredClient client) {
    ClientRevocationRows revocations = new ClientRevocationRows(tx);
    revocations.revoke(
        new RevokedClient(client.id(), client.generation(), tokensUntil.apply(tx.now())));
    revocations.removeGrants(client.id());
    var _ = end.endSessions(tx, client.id());
  }

  private static void removeSecrets(Transaction tx, RegisteredClient of) {
    ClientRows rows = new ClientRows(tx);
    rows.secrets(of.id()).forEach(secret -> rows.removeSecret(of, secret.digest()));
  }

  /** Removes a client. Its id can be used again. */
  RegistryOutcome remove(String id, Predicate<Shown> expected, Actor by) {
    RegistryOutcome outcome = changing(id, by, expected, tx -> client -> removed(tx, client, by));
    if (outcome instanceof Done) {
      endSessions(id);
    }
    return outcome;
  }

  private RegistryOutcome removed(Transaction tx, RegisteredClient client, Actor by) {
    if (client.configured()) {
      return Refused.CONFIGURED;
    }
    Shown removed = shown(tx, client);
    RegisteredClient last = disabled(tx, client);
    removeSecrets(tx, last);
    new ClientRows(tx).remove(last);
    record(tx, EventType.CLIENT_REMOVED, client.id(), by);
    return new Done(removed, Optional.empty());
  }
}
