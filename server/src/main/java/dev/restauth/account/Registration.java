package dev.restauth.account;

import dev.restauth.crypto.ConstantTime;
import dev.restauth.event.Actor;
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
import java.util.function.Function;

/** Registers accounts. Thread-safe. */
public final class Registration {

  /** The outcome of a registration. */
  public sealed interface Outcome {
    /** The account is stored durably. */
    record Registered(Account account) implements Outcome {}

    /** The name is taken. */
    record NameTaken() implements Outcome {}

    /** The name breaks a rule; {@code reason} is shown to the user. */
    record InvalidName(String reason) implements Outcome {}

    /** The password breaks a rule; {@code reason} is shown to the user. */
    record InvalidPassword(String reason) implements Outcome {}

    /**
     * Too many registrations came from the client's address. The client may retry after {@code
     * retryAfter}.
     */
    record Throttled(Duration retryAfter) implements Outcome {}

    /** Too many passwords are waiting to be hashed. */
    record Busy() implements Outcome {}

    /**
     * The mailed code is wrong, was already used, or belongs to an invitation that is not pending.
     */
    record CodeUsed() implements Outcome {}

    /** Another account has confirmed the e-mail address. */
    record AddressTaken() implements Outcome {}

    /** Too many mails were requested from the client's network. */
    record MailThrottled(Duration retryAfter) implements Outcome {}
  }

  /** Rolls back the transaction in which a registration was refused. */
  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Outcome outcome;

    Undone(Outcome outcome) {
      super("", null, false, false);
      this.outcome = outcome;
    }
  }

  private final Store store;
  private final NewUsernames names;
  private final RetiredNames retired;
  private final PasswordPolicy policy;
  private final PasswordHasher hasher;
  private final LegacyDirectory legacy;
  private final AddressAllowances allowances;
  private final RegistrationListener listener;
  private final SecurityEvents events;
  private final InstantSource clock;

  /**
   * Creates registrations. Names of accounts in a legacy application count as taken.
   *
   * @param names the rules for user names
   * @param retired the retired names, which no other account can get
   * @param policy the rules for passwords
   * @param allowances limits the registrations from one client address
   * @param listener runs in the transaction that creates the account
   */
  public Registration(
      Store store,
      NewUsernames names,
      RetiredNames retired,
      PasswordPolicy policy,
      PasswordHasher hasher,
      LegacyDirectory legacy,
      AddressAllowances allowances,
      RegistrationListener listener,
      SecurityEvents events,
      InstantSource clock) {
    this.store = store;
    this.names = names;
    this.retired = retired;
    this.policy = policy;
    this.hasher = hasher;
    this.legacy = legacy;
    this.allowances = allowances;
    this.listener = listener;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Creates an account durably. If several calls request the same name at the same time, exactly
   * one call succeeds.
   *
   * <p>Throws {@link dev.restauth.store.StoreUnavailableException} if the store fails. If the store
   * could not confirm the commit in time, the account may nevertheless exist.
   *
   * @param request the request that waits for the hash; a request without a source is the
   *     operator's, and is not limited
   */
  public Outcome register(String username, String password, HashRequest request) {
    return register(username, password, request, Admission.ANY);
  }

  /** Creates an account durably, under additional conditions. */
  public Outcome register(
      String username, String password, HashRequest request, Admission admission) {
    Optional<Network> from = request.address().map(Network::of);
    Outcome outcome =
        validateAndCreate(
            username,
            password,
            request,
            admission,
            SecurityEvent.of(EventType.USER_REGISTERED).from(from));
    switch (outcome) {
      case Outcome.Registered registered -> {}
      case Outcome.NameTaken taken -> refused("name_taken", from);
      case Outcome.InvalidName invalid -> refused("invalid_name", from);
      case Outcome.InvalidPassword invalid -> refused("invalid_password", from);
      case Outcome.Throttled throttled -> refused("throttled", from);
      case Outcome.AddressTaken taken -> refused("email_taken", from);
      case Outcome.MailThrottled throttled -> refused("throttled", from);
      case Outcome.CodeUsed used -> {}
      case Outcome.Busy busy -> {}
    }
    return outcome;
  }

  private void refused(String reason, Optional<Network> from) {
    events.write(SecurityEvent.of(EventType.USER_REGISTRATION_REFUSED).because(reason).from(from));
  }

  /** Creates an account for an operator. */
  Outcome create(String username, String password, Actor operator, Admission admission) {
    retired.prepareIfUsed(store);
    return validateAndCreate(
        username,
        password,
        HashRequest.OPERATOR,
        admission,
        SecurityEvent.of(EventType.USER_CREATED).by(operator));
  }

  private Outcome validateAndCreate(
      String username,
      String password,
      HashRequest request,
      Admission admission,
      SecurityEvent event) {
    return switch (names.check(username)) {
      case Username.Outcome.Invalid(String reason) -> new Outcome.InvalidName(reason);
      case Username.Outcome.Valid(Username name) ->
          switch (policy.check(password, name.value())) {
            case PasswordPolicy.Refused(String reason) -> new Outcome.InvalidPassword(reason);
            case PasswordPolicy.Acceptable(String prepared) ->
                createIfAllowed(username, name, prepared, request, admission, event);
          };
    };
  }

  /**
   * Creates the account. The rate limit is charged before the server checks whether the name is
   * taken, because an attacker may try names only to learn which are taken.
   */
  private Outcome createIfAllowed(
      String username,
      Username name,
      String prepared,
      HashRequest request,
      Admission admission,
      SecurityEvent event) {
    if (request.source().isEmpty()) {
      return register(username, name, prepared, request, admission, event);
    }
    Optional<Duration> delay = allowances.take(request.source());
    if (delay.isPresent()) {
      return new Outcome.Throttled(delay.get());
    }
    boolean counts = false;
    try {
      Outcome outcome = register(username, name, prepared, request, admission, event);
      counts = true; // also for the outcome Busy, which reveals that the name is free
      return outcome;
    } finally {
      if (!counts) { // the store failed, so the client learned nothing
        allowances.giveBack(request.source());
      }
    }
  }

  private Outcome register(
      String username,
      Username name,
      String prepared,
      HashRequest request,
      Admission admission,
      SecurityEvent event) {
    // This check only avoids unnecessary hashing; the insert below decides.
    if (store.reading(tx -> isTaken(tx, name.value())) || isLegacyName(username)) {
      return new Outcome.NameTaken();
    }
    return switch (hasher.hash(prepared, request)) {
      case HashOutcome.Busy busy -> new Outcome.Busy();
      case HashOutcome.Hashed(PasswordHash hash) ->
          create(name, hash, request.source(), recorded(admission, event));
    };
  }

  /** Adds the event to the transaction that creates the account. */
  private Admission recorded(Admission admission, SecurityEvent event) {
    return admission.then((tx, account) -> events.record(tx, event.about(account.id())));
  }

  private boolean isTaken(Transaction tx, String username) {
    return new AccountRows(tx).findByUsername(username).isPresent()
        || retired.isRetired(tx, username);
  }

  private boolean isLegacyName(String username) {
    return legacy.hasSpelling(username);
  }

  private Outcome create(Username name, PasswordHash hash, String source, Admission admission) {
    legacy.beforeNewAccount();
    try {
      return creating(tx -> inserted(tx, name, hash, source, admission));
    } catch (CommitInDoubtException e) {
      return creating(tx -> insertedOrFound(tx, name, hash, source, admission));
    }
  }

  /** Runs a transaction, and rolls it back unless it has created the account. */
  private Outcome creating(Function<Transaction, Outcome> work) {
    try {
      return store.inTransaction(
          tx -> {
            Outcome outcome = work.apply(tx);
            if (outcome instanceof Outcome.Registered) {
              return outcome;
            }
            throw new Undone(outcome);
          });
    } catch (Undone e) {
      return e.outcome;
    }
  }

  private Outcome inserted(
      Transaction tx, Username name, PasswordHash hash, String source, Admission admission) {
    return admission.admit(tx).orElseGet(() -> insertedRow(tx, name, hash, source, admission));
  }

  private Outcome insertedRow(
      Transaction tx, Username name, PasswordHash hash, String source, Admission admission) {
    Optional<Account> created =
        retired.create(tx, name.value(), hash.text(), admission.address(), clock.instant());
    if (created.isEmpty()) {
      return isTaken(tx, name.value()) ? new Outcome.NameTaken() : new Outcome.AddressTaken();
    }
    listener.accountCreated(tx, created.get(), source);
    return admission
        .created(tx, created.get())
        .orElseGet(() -> new Outcome.Registered(created.get()));
  }

  /**
   * Creates the account again, because the outcome of the first insert's commit is unknown. The
   * second insert waits if the first one is still running. A row with this hash must come from the
   * first insert, since no other hash has the same salt. That row is then locked with a write, so
   * that this transaction waits until its own commit is durable. The first insert is durable by
   * then too.
   */
  private Outcome insertedOrFound(
      Transaction tx, Username name, PasswordHash hash, String source, Admission admission) {
    Outcome again = inserted(tx, name, hash, source, admission);
    if (again instanceof Outcome.Registered) {
      return again;
    }
    Optional<Account> found =
        new AccountRows(tx)
            .findByUsername(name.value())
            .filter(
                row ->
                    row.passwordHash()
                        .filter(stored -> ConstantTime.equals(hash.text(), stored))
                        .isPresent());
    found.ifPresent(row -> new AccountRows(tx).lock(row.id(), row.generation()));
    return found.<Outcome>map(Outcome.Registered::new).orElse(again);
  }
}
