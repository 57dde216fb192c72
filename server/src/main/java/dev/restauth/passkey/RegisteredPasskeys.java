package dev.restauth.passkey;

import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.event.Network;
import dev.restauth.factor.FactorEnrolment.Added;
import dev.restauth.http.JsonBody;
import dev.restauth.http.VisibleText;
import dev.restauth.json.JsonWriter;
import dev.restauth.passkey.OwnPasskeys.Begun;
import dev.restauth.passkey.OwnPasskeys.Registration;
import dev.restauth.password.HashRequest;
import dev.restauth.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An account's passkeys, for the pages of this server. The methods do the same as the JSON calls,
 * but the caller decides whether the user may make the change, and which answer to send.
 * Thread-safe.
 */
public final class RegisteredPasskeys {
  private final Store store;
  private final RelyingParty party;
  private final String service;
  private final OwnPasskeys own;

  /**
   * Creates the object that reads passkeys from {@code store}.
   *
   * @param service the name of this server, for people
   */
  RegisteredPasskeys(Store store, RelyingParty party, String service, OwnPasskeys own) {
    this.store = store;
    this.party = party;
    this.service = service;
    this.own = own;
  }

  /**
   * A passkey.
   *
   * @param name the name by which the user recognizes the passkey
   */
  public record Listed(String id, String name, Instant createdAt, Optional<Instant> lastUsedAt) {}

  /** Returns the passkeys of an account, oldest first. */
  public List<Listed> of(long accountId) {
    return store.reading(tx -> new PasskeyRows(tx).of(accountId)).stream()
        .map(each -> new Listed(each.id(), each.name(), each.createdAt(), each.lastUsedAt()))
        .toList();
  }

  /**
   * Begins a registration, and returns an action that writes its options as members of an object.
   * Stores nothing yet.
   *
   * @param username the user name
   * @param proved the proofs of the user
   */
  public Consumer<JsonWriter> begin(
      long accountId, long generation, String username, Proved proved) {
    Begun begun = own.begin(accountId, generation, proved.methods(), proved.at());
    return json -> PasskeyJson.creation(json, party, service, username, begun, false);
  }

  /**
   * The proofs of the user.
   *
   * @param at the time of the last proof
   */
  public record Proved(AuthenticationMethods methods, Instant at) {}

  /** The outcomes of a registration. */
  public sealed interface Outcome {
    /** The passkey is registered. */
    record Registered(Added added) implements Outcome {}

    /**
     * The request has expired or was already used, or the credential does not match the request.
     */
    record Invalid() implements Outcome {}

    /** The name is empty, too long, or contains invisible characters. */
    record InvalidName() implements Outcome {}

    /** The account already has the maximum number of passkeys. */
    record TooMany() implements Outcome {}

    /** The account has changed in the meantime. */
    record Changed() implements Outcome {}
  }

  /**
   * Registers a passkey with the members {@code request}, {@code name} and {@code credential} of a
   * body.
   *
   * @throws dev.restauth.http.ProblemException if a member is missing or malformed
   */
  public Outcome register(long accountId, long generation, JsonBody body, HashRequest client) {
    CredentialJson credential = CredentialJson.read(body);
    credential.requireCreation();
    Optional<String> name =
        body.find("name").flatMap(text -> VisibleText.label(text, PasskeyRoutes.NAME_AT_MOST));
    if (name.isEmpty()) {
      return new Outcome.InvalidName();
    }
    return switch (own.register(
        accountId, generation, body.string("request"), name.get(), credential, client)) {
      case Registration.Registered(_, Added added) -> new Outcome.Registered(added);
      case Registration.Invalid _ -> new Outcome.Invalid();
      case Registration.TooMany _ -> new Outcome.TooMany();
      case Registration.Changed _ -> new Outcome.Changed();
    };
  }

  /** Renames a passkey, if the account has it. Returns whether the name is allowed. */
  public boolean rename(long accountId, String id, String name) {
    Optional<String> label = VisibleText.label(name, PasskeyRoutes.NAME_AT_MOST);
    label.ifPresent(
        text -> {
          var _ = own.rename(accountId, id, text);
        });
    return label.isPresent();
  }

  /**
   * Removes a passkey. Returns whether the account had the passkey.
   *
   * @throws dev.restauth.http.ProblemException if the passkey is the last factor of an account that
   *     must have one
   */
  public boolean remove(long accountId, long generation, String id, Optional<Network> from) {
    return own.remove(accountId, generation, id, from);
  }
}
