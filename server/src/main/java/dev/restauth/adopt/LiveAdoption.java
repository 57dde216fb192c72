package dev.restauth.adopt;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.adopt.source.LegacyUsers;
import dev.restauth.adopt.source.SourceAccount;
import dev.restauth.adopt.sql.LegacyDatabase;
import dev.restauth.adopt.sql.LegacyUsersUnavailable;
import dev.restauth.adopt.sql.UserQuery;
import dev.restauth.blocking.Blocking;
import dev.restauth.config.Config;
import dev.restauth.config.Secret;
import dev.restauth.config.ValueType;
import dev.restauth.job.Lazy;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.format.NamedFormat;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * The users of an application that still runs, one of ours each from the first good log-in on.
 * Thread-safe.
 */
final class LiveAdoption implements LegacyDirectory, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LiveAdoption.class.getName());

  /** Enough to tell in which proportion they have which hashes. */
  private static final int SAMPLED = 500;

  private final LegacyUsers there;
  private final Store store;
  private final HashConversion hashes;
  private final Lazy<Long> sourceId;
  private final int idGap;
  private final InstantSource clock;
  private volatile boolean idsAreAbove;

  /**
   * Looks for them in {@code there}, which is closed with this.
   *
   * @param source what the source is called; the same as for {@code restauth adopt}, so that both know
   *     whom the other has brought in
   * @param hashes how their hashes are read
   * @param idGap how far above the highest id there new ids begin here
   */
  private LiveAdoption(
      LegacyUsers there,
      Store store,
      String source,
      HashConversion hashes,
      int idGap,
      InstantSource clock) {
    this.there = there;
    this.store = store;
    this.hashes = hashes;
    this.sourceId =
        new Lazy<>(
            () ->
                store.inTransaction(tx -> new AdoptedSourceRows(tx).idOf(source, clock.instant())));
    this.idGap = idGap;
    this.clock = clock;
  }

  /**
   * As it is configured.
   *
   * @throws IllegalArgumentException where the settings cannot be used; the message is for the operator
   */
  static LiveAdoption of(Secret place, Config config, Store store, InstantSource clock) {
    FallbackSettings.Application application = config.get(FallbackSettings.SYSTEM);
    NamedFormat format =
        NamedFormat.named(config.get(FallbackSettings.HASH_FORMAT))
            .filter(named -> !named.needsSecret())
            .orElseThrow(
                () -> new IllegalArgumentException("fallback-hash-format names no usable format"));
    LegacyDatabase database =
        LegacyDatabase.at(
            place.reveal(),
            config.get(FallbackSettings.USER),
            config.get(FallbackSettings.PASSWORD_FILE),
            config.get(FallbackSettings.DRIVER));
    UserQuery query =
        config
            .get(FallbackSettings.QUERY)
            .map(UserQuery::new)
            .orElse(
                application == FallbackSettings.Application.DJANGO
                    ? UserQuery.DJANGO
                    : UserQuery.REST_AUTH);
    return new LiveAdoption(
        new LegacyUsers(database, query),
        store,
        ValueType.word(application),
        new HashConversion(
            format == NamedFormat.AUTO ? usual(application) : format,
            Optional.empty(),
            LiveAdoption::noSecret),
        config.get(FallbackSettings.ID_GAP),
        clock);
  }

  private static NamedFormat usual(FallbackSettings.Application application) {
    return switch (application) {
      case REST_AUTH -> NamedFormat.WERKZEUG;
      case DJANGO -> NamedFormat.DJANGO;
      case SQL -> NamedFormat.AUTO;
    };
  }

  private static String noSecret(byte[] secret) {
    return "";
  }

  /** At the start: sets new ids above those there, where the other database answers; else a registration will. */
  void begin() {
    var _ = sourceId.get(); // now, so that no stranger's log-in writes it
    try {
      beforeNewAccount();
    } catch (StoreUnavailableException e) {
      LOG.log(
          Level.WARNING,
          "the database of the old application does not answer: its users cannot log in, and nobody"
              + " can register, until it does: {0}",
          e.getMessage());
    }
  }

  @Override
  public boolean exists() {
    return true;
  }

  @Override
  public Sample sample() {
    LegacyUsers.Some some = asked(() -> there.some(SAMPLED));
    return new Sample(
        some.total(),
        some.accounts().stream()
            .map(found -> hashes.candidate(found).flatMap(Candidate::hash))
            .toList());
  }

  @Override
  public Optional<Person> byName(String username) {
    return asked(() -> there.byName(username)).flatMap(this::person);
  }

  @Override
  public boolean hasName(String username) {
    return asked(() -> there.hasName(username));
  }

  @Override
  public Optional<Person> byId(long id) {
    return asked(() -> there.byId(id)).flatMap(this::person);
  }

  /**
   * Whom we have had, under whatever name or in whatever state, counts as she is here and not as she is
   * there. Under the name that she has there, she was not here yet when whoever asks looked: another
   * log-in has been quicker.
   */
  private Optional<Person> person(SourceAccount found) {
    long source = sourceId.get();
    Optional<Account> ours =
        store.reading(
            tx ->
                new AdoptedAccountRows(tx)
                    .findBySourceKey(source, found.key())
                    .or(() -> found.id().flatMap(new AccountRows(tx)::findById)));
    if (ours.isEmpty()) {
      return Optional.of(new Resident(found, hashes.candidate(found)));
    }
    return ours.filter(account -> account.username().equals(found.username()))
        .filter(account -> account.state() != Account.State.CLOSED)
        .map(Arrival::new);
  }

  @Override
  public void decoy() {
    if (there.reachable()) {
      try {
        hasName(HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
      } catch (StoreUnavailableException e) {
        // Whoever needs it will be told.
      }
    }
  }

  @Override
  public void beforeNewAccount() {
    if (!idsAreAbove) {
      long highest = asked(there::highestId);
      store.inTransaction(
          tx -> {
            new AdoptedAccountRows(tx).startIdsAbove(Math.addExact(highest, idGap));
            return true;
          });
      idsAreAbove = true;
    }
  }

  private static <T> T asked(Supplier<T> question) {
    Blocking.begin();
    try {
      return question.get();
    } catch (LegacyUsersUnavailable e) {
      throw new StoreUnavailableException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    there.close();
  }

  /** One that is not ours yet; without a candidate, one whose password nobody can check here. */
  private final class Resident implements Person {
    private final SourceAccount found;
    private final Optional<Candidate> candidate;

    Resident(SourceAccount found, Optional<Candidate> candidate) {
      this.found = found;
      this.candidate = candidate;
    }

    @Override
    public String username() {
      return found.username();
    }

    @Override
    public Optional<PasswordHash> passwordHash() {
      return candidate.flatMap(Candidate::hash);
    }

    @Override
    public Optional<Account> adopt() {
      // Who is locked there may be let in again, which nobody would see once she is here.
      return candidate.filter(_ -> found.active()).flatMap(this::adopt);
    }

    private Optional<Account> adopt(Candidate proven) {
      long source = sourceId.get();
      Candidate.Outcome outcome =
          store.inTransaction(tx -> proven.adopt(tx, source, clock.instant()));
      return switch (outcome) {
        case Candidate.Outcome.Adopted(Account account) -> {
          LOG.log(Level.INFO, "account {0} was adopted at its log-in", account.id());
          yield Optional.of(account);
        }
        // By another log-in, at the same time.
        case Candidate.Outcome.Unchanged unchanged ->
            store.reading(tx -> new AdoptedAccountRows(tx).findBySourceKey(source, found.key()));
        case Candidate.Outcome.Conflict(String reason) -> {
          LOG.log(
              Level.WARNING,
              "a user of the old application cannot be adopted (id {0} there): {1}",
              found.id().map(String::valueOf).orElse("none"), // a key may be her name
              reason);
          yield Optional.empty();
        }
      };
    }
  }

  /** One who has become ours a moment ago. */
  private record Arrival(Account account) implements Person {
    @Override
    public String username() {
      return account.username();
    }

    @Override
    public Optional<PasswordHash> passwordHash() {
      return account.passwordHash().map(PasswordHash::stored);
    }

    @Override
    public Optional<Account> adopt() {
      return Optional.of(account);
    }
  }
}
