package dev.restauth.adopt;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.account.RetiredNames;
import dev.restauth.adopt.source.LegacyUsers;
import dev.restauth.adopt.source.SourceAccount;
import dev.restauth.adopt.sql.FactorTables;
import dev.restauth.adopt.sql.LegacyDatabase;
import dev.restauth.adopt.sql.LegacyUsersUnavailable;
import dev.restauth.adopt.sql.UserQuery;
import dev.restauth.blocking.Blocking;
import dev.restauth.config.Config;
import dev.restauth.config.Secret;
import dev.restauth.config.ValueType;
import dev.restauth.factor.ImportedFactors;
import dev.restauth.job.Lazy;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.format.NamedFormat;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Adopts the users of an application that is still running. Each user is adopted at their first
 * successful log-in to this server. Thread-safe.
 */
final class LiveAdoption implements LegacyDirectory, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LiveAdoption.class.getName());

  /** The number of rows in a sample, which is enough to estimate the share of each kind of hash. */
  private static final int SAMPLE_SIZE = 500;

  private final LegacyUsers legacyUsers;
  private final Store store;
  private final RetiredNames names;
  private final ImportedFactors factors;
  private final HashConversion hashes;
  private final Lazy<Long> sourceId;
  private final int idGap;
  private final InstantSource clock;
  private volatile boolean newIdsReserved;

  /**
   * Creates the adoption. Users are looked up in {@code legacyUsers}, which this object closes.
   *
   * @param source the name of the source. {@code restauth adopt} uses the same name, so that the
   *     command and this class find each other's adopted accounts
   * @param hashes converts the users' hashes
   * @param idGap the distance between the highest id in the legacy application and the first new id
   *     at this server
   */
  private LiveAdoption(
      LegacyUsers legacyUsers,
      Store store,
      RetiredNames names,
      String source,
      ImportedFactors factors,
      HashConversion hashes,
      int idGap,
      InstantSource clock) {
    this.legacyUsers = legacyUsers;
    this.store = store;
    this.names = names;
    this.factors = factors;
    this.hashes = hashes;
    this.sourceId =
        new Lazy<>(
            () ->
                store.inTransaction(
                    tx -> new AdoptedSourceRows(tx).findOrAdd(source, clock.instant())));
    this.idGap = idGap;
    this.clock = clock;
  }

  /**
   * Creates the adoption from the settings.
   *
   * @throws IllegalArgumentException if the settings cannot be used; the message is for the
   *     operator
   */
  static LiveAdoption of(
      Secret place,
      Config config,
      Store store,
      RetiredNames names,
      ImportedFactors factors,
      InstantSource clock) {
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
            .map(text -> new UserQuery(text, factorTables(application)))
            .orElse(
                application == FallbackSettings.Application.DJANGO
                    ? UserQuery.DJANGO
                    : UserQuery.REST_AUTH);
    return new LiveAdoption(
        new LegacyUsers(database, query),
        store,
        names,
        ValueType.word(application),
        factors,
        new HashConversion(
            format == NamedFormat.AUTO ? defaultFormat(application) : format,
            Optional.empty(),
            LiveAdoption::noSecret),
        config.get(FallbackSettings.ID_GAP),
        clock);
  }

  /**
   * Returns the tables of second factors. A Django application may replace the user model, but
   * stores factors in the usual tables.
   */
  private static FactorTables factorTables(FallbackSettings.Application application) {
    return application == FallbackSettings.Application.DJANGO
        ? FactorTables.DJANGO
        : FactorTables.NONE;
  }

  private static NamedFormat defaultFormat(FallbackSettings.Application application) {
    return switch (application) {
      case REST_AUTH -> NamedFormat.WERKZEUG;
      case DJANGO -> NamedFormat.DJANGO;
      case SQL -> NamedFormat.AUTO;
    };
  }

  private static String noSecret(byte[] secret) {
    return "";
  }

  /**
   * Raises the next id of this server above the ids of the legacy database. If that database does
   * not answer at the start, the first registration raises the id.
   */
  void begin() {
    var _ = sourceId.get(); // stored now, so that no log-in has to store it
    try {
      beforeNewAccount();
    } catch (StoreUnavailableException e) {
      LOG.log(
          Level.WARNING,
          "the database of the old application does not answer: until it does, its users cannot log"
              + " in, and nobody can register: {0}",
          e.getMessage());
    }
  }

  @Override
  public boolean exists() {
    return true;
  }

  @Override
  public Sample sample() {
    LegacyUsers.Sample sample = query(() -> legacyUsers.sample(SAMPLE_SIZE));
    return new Sample(
        sample.total(),
        sample.accounts().stream()
            .map(found -> hashes.candidate(found).flatMap(Candidate::hash))
            .toList());
  }

  @Override
  public Optional<LegacyUser> byName(String username) {
    return query(() -> legacyUsers.byName(username)).flatMap(this::toLegacyUser);
  }

  @Override
  public boolean hasName(String username) {
    return query(() -> legacyUsers.hasName(username));
  }

  @Override
  public Optional<LegacyUser> byId(long id) {
    return query(() -> legacyUsers.byId(id)).flatMap(this::toLegacyUser);
  }

  /**
   * Returns the user, unless this server has or had an account for them. If the account has the
   * user's name, another log-in has just adopted the user, and the result is this account. If the
   * account has another name, or is closed or erased, the result is empty: what this server stores
   * has priority over the legacy application.
   */
  private Optional<LegacyUser> toLegacyUser(SourceAccount found) {
    long source = sourceId.get();
    Optional<Account> ours =
        store.reading(
            tx ->
                new AdoptedAccountRows(tx)
                    .findBySourceKey(source, found.key())
                    .or(() -> found.id().flatMap(new AccountRows(tx)::findById)));
    if (ours.isEmpty() && isErased(source, found)) {
      return Optional.empty();
    }
    if (ours.isEmpty()) {
      return Optional.of(
          new NotAdopted(store, names, factors, source, clock, found, hashes.candidate(found)));
    }
    return ours.filter(account -> account.username().equals(found.username()))
        .filter(account -> account.state() != Account.State.CLOSED)
        .map(JustAdopted::new);
  }

  /**
   * Returns whether the user's account at this server was erased, or their name is retired. The
   * user is then not adopted.
   */
  private boolean isErased(long source, SourceAccount found) {
    return store.reading(
        tx -> names.isRetiredKey(tx, source, found.key()) || names.isRetired(tx, found.username()));
  }

  @Override
  public void decoyLookup() {
    if (legacyUsers.isReachable()) {
      try {
        hasName(HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
      } catch (StoreUnavailableException e) {
        // A decoy look-up never fails. A later look-up whose result is needed reports the failure.
      }
    }
  }

  @Override
  public void beforeNewAccount() {
    if (!newIdsReserved) {
      long highest = query(legacyUsers::highestId);
      store.inTransaction(
          tx -> {
            new AdoptedAccountRows(tx).startIdsAbove(Math.addExact(highest, idGap));
            return true;
          });
      newIdsReserved = true;
    }
  }

  private static <T> T query(Supplier<T> lookup) {
    Blocking.begin();
    try {
      return lookup.get();
    } catch (LegacyUsersUnavailable e) {
      throw new StoreUnavailableException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    legacyUsers.close();
  }

  /** A user whom another log-in has just adopted. */
  private record JustAdopted(Account account) implements LegacyUser {
    @Override
    public String username() {
      return account.username();
    }

    @Override
    public Optional<PasswordHash> passwordHash() {
      return account.passwordHash().map(PasswordHash::stored);
    }

    @Override
    public Optional<Account> adopt(BiConsumer<Transaction, Account> adopted) {
      return Optional.of(account);
    }
  }
}
