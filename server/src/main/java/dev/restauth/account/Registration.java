package dev.restauth.account;

import dev.restauth.control.Operator;
import dev.restauth.crypto.ConstantTime;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.password.HashOutcome;
import dev.restauth.password.HashRequest;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PasswordPolicy;
import dev.restauth.store.CommitInDoubtException;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Makes accounts. Thread-safe. */
public final class Registration {

  /** What became of a registration. */
  public sealed interface Outcome {
    /** Stored for good. */
    record Registered(Account account) implements Outcome {}

    /** Somebody has the name. */
    record NameTaken() implements Outcome {}

    /** The name breaks a rule; {@code reason} is for its sender. */
    record InvalidName(String reason) implements Outcome {}

    /** The password breaks a rule; {@code reason} is for its sender. */
    record InvalidPassword(String reason) implements Outcome {}

    /** Too many registrations from one address: the next may be made after {@code retryAfter}. */
    record Throttled(Duration retryAfter) implements Outcome {}

    /** Too many passwords wait to be hashed. */
    record Busy() implements Outcome {}
  }

  private final Store store;
  private final PasswordPolicy policy;
  private final PasswordHasher hasher;
  private final LegacyDirectory legacy;
  private final AddressAllowances allowances;
  private final RegistrationListener registered;
  private final SecurityEvents events;
  private final InstantSource clock;

  /**
   * Registers under {@code policy}; names that another application has are taken.
   *
   * @param allowances how many registrations an address may ask for
   * @param registered what is done besides, in the same transaction
   */
  public Registration(
      Store store,
      PasswordPolicy policy,
      PasswordHasher hasher,
      LegacyDirectory legacy,
      AddressAllowances allowances,
      RegistrationListener registered,
      SecurityEvents events,
      InstantSource clock) {
    this.store = store;
    this.policy = policy;
    this.hasher = hasher;
    this.legacy = legacy;
    this.allowances = allowances;
    this.registered = registered;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Makes an account, durably; of several for the same name exactly one succeeds.
   *
   * <p>Throws {@link dev.restauth.store.StoreUnavailableException} where the store fails; then the account
   * may be there all the same, but only where the store could not tell in time.
   *
   * @param request who waits for it; without a source it is the operator, who may as often as they like
   */
  public Outcome register(String username, String password, HashRequest request) {
    Outcome outcome = made(username, password, request);
    Optional<Network> from = request.address().map(Network::of);
    switch (outcome) {
      case Outcome.Registered(Account account) ->
          events.write(SecurityEvent.of(EventType.USER_REGISTERED).about(account.id()).from(from));
      case Outcome.NameTaken taken -> refused("name_taken", from);
      case Outcome.InvalidName invalid -> refused("invalid_name", from);
      case Outcome.InvalidPassword invalid -> refused("invalid_password", from);
      case Outcome.Throttled throttled -> refused("throttled", from);
      case Outcome.Busy busy -> {}
    }
    return outcome;
  }

  private void refused(String reason, Optional<Network> from) {
    events.write(SecurityEvent.of(EventType.USER_REGISTRATION_REFUSED).because(reason).from(from));
  }

  /** The same for an operator. */
  Outcome create(String username, String password, Optional<Operator> operator) {
    Outcome outcome = made(username, password, HashRequest.OPERATOR);
    if (outcome instanceof Outcome.Registered(Account account)) {
      events.write(SecurityEvent.of(EventType.USER_CREATED).about(account.id()).by(operator));
    }
    return outcome;
  }

  private Outcome made(String username, String password, HashRequest request) {
    return switch (Username.forNew(username)) {
      case Username.Outcome.Invalid(String reason) -> new Outcome.InvalidName(reason);
      case Username.Outcome.Valid(Username name) ->
          switch (policy.check(password, name.value())) {
            case PasswordPolicy.Refused(String reason) -> new Outcome.InvalidPassword(reason);
            case PasswordPolicy.Acceptable(String prepared) ->
                allowed(username, name, prepared, request);
          };
    };
  }

  /** Before the first question whether a name is taken: that answer is what some come for. */
  private Outcome allowed(String username, Username name, String prepared, HashRequest request) {
    if (request.source().isEmpty()) {
      return register(username, name, prepared, request);
    }
    Optional<Duration> delay = allowances.take(request.source());
    if (delay.isPresent()) {
      return new Outcome.Throttled(delay.get());
    }
    boolean counts = false;
    try {
      Outcome outcome = register(username, name, prepared, request);
      counts = true; // if it is Busy too, which says that the name is free
      return outcome;
    } finally {
      if (!counts) { // the store failed: nothing was had of it
        allowances.giveBack(request.source());
      }
    }
  }

  private Outcome register(String username, Username name, String prepared, HashRequest request) {
    // Only spares the hashing; the insert below decides.
    if (store.reading(tx -> new AccountRows(tx).findByUsername(name.value())).isPresent()
        || isElsewhere(username)) {
      return new Outcome.NameTaken();
    }
    return switch (hasher.hash(prepared, request)) {
      case HashOutcome.Busy busy -> new Outcome.Busy();
      case HashOutcome.Hashed(PasswordHash hash) -> create(name, hash, request.source());
    };
  }

  private boolean isElsewhere(String username) {
    return Username.spellings(username).stream().anyMatch(legacy::hasName);
  }

  private Outcome create(Username name, PasswordHash hash, String source) {
    legacy.beforeNewAccount();
    Optional<Account> created;
    try {
      created = store.inTransaction(tx -> inserted(tx, name, hash, source));
    } catch (CommitInDoubtException e) {
      created = store.inTransaction(tx -> insertedOrFound(tx, name, hash, source));
    }
    return created.<Outcome>map(Outcome.Registered::new).orElseGet(Outcome.NameTaken::new);
  }

  private Optional<Account> inserted(
      Transaction tx, Username name, PasswordHash hash, String source) {
    Optional<Account> created =
        new AccountRows(tx).create(name.value(), hash.text(), clock.instant());
    created.ifPresent(account -> registered.in(tx, account, source));
    return created;
  }

  /**
   * Finds out what became of an insert whose commit is in doubt. The same insert waits for it where it is
   * still under way. A row with this hash is its, for nobody else's has this salt. It is written once more, so
   * that this transaction has a commit of its own to wait for, which lasts only where the row does.
   */
  private Optional<Account> insertedOrFound(
      Transaction tx, Username name, PasswordHash hash, String source) {
    return inserted(tx, name, hash, source)
        .or(
            () -> {
              Optional<Account> found =
                  new AccountRows(tx)
                      .findByUsername(name.value())
                      .filter(
                          row ->
                              row.passwordHash()
                                  .filter(kept -> ConstantTime.equals(hash.text(), kept))
                                  .isPresent());
              found.ifPresent(row -> new AccountRows(tx).hold(row.id(), row.generation()));
              return found;
            });
  }
}
