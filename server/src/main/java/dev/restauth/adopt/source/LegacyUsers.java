package dev.restauth.adopt.source;

import dev.restauth.adopt.source.LegacyAccounts.Validated;
import dev.restauth.adopt.sql.LegacyDatabase;
import dev.restauth.adopt.sql.LegacyRow;
import dev.restauth.adopt.sql.LegacyUsersUnavailable;
import dev.restauth.adopt.sql.UserLookups;
import dev.restauth.adopt.sql.UserQuery;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The users of the old application while it is still running, looked up one at a time. All methods except {@link #highestId}
 * and {@link #sample} wait two seconds at most. Virtual threads may call them: other threads do the work. Thread-safe.
 *
 * <p>If a look-up fails, so that it is unknown whether the user exists, the methods throw {@link
 * LegacyUsersUnavailable}. An empty result never stands for a failed look-up.
 */
public final class LegacyUsers implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LegacyUsers.class.getName());

  private final UserLookups lookups;
  private final AtomicBoolean loggedDuplicates = new AtomicBoolean();

  /** Does not connect before the first look-up. */
  public LegacyUsers(LegacyDatabase database, UserQuery query) {
    this.lookups = new UserLookups(database, query);
  }

  /**
   * Returns the user of exactly this name. The result is also empty if two users have the name, since it is unclear whose
   * password is meant, or if the row cannot be imported; see {@link #hasName}.
   *
   * @throws LegacyUsersUnavailable if the look-up failed
   */
  public Optional<SourceAccount> byName(String username) {
    return single(named(username));
  }

  /**
   * Returns whether a user has exactly this name there, even one who cannot be imported. Nobody may register that name here.
   *
   * @throws LegacyUsersUnavailable if the look-up failed
   */
  public boolean hasName(String username) {
    return !named(username).isEmpty();
  }

  private List<LegacyRow> named(String username) {
    return LegacyAccounts.nameProblem(username).isPresent() ? List.of() : lookups.byName(username);
  }

  /**
   * Returns the user of this id, if the user will have the same id here.
   *
   * @throws LegacyUsersUnavailable if the look-up failed
   */
  public Optional<SourceAccount> byId(long id) {
    return id < 1
        ? Optional.empty()
        : single(lookups.byId(id)).filter(found -> found.id().equals(Optional.of(id)));
  }

  private Optional<SourceAccount> single(List<LegacyRow> rows) {
    if (rows.size() > 1 && loggedDuplicates.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "the old application has users who share a name or an id, for example those with the ids "
              + rows.stream()
                  .limit(10)
                  .map(row -> row.id().orElse("none"))
                  .collect(Collectors.joining(", "))
              + ": such users cannot log in here");
    }
    return rows.size() == 1
            && LegacyAccounts.validate(rows.getFirst()) instanceof Validated.Valid(var account)
        ? Optional.of(account)
        : Optional.empty();
  }

  /**
   * Returns the highest id there that is a whole number, or 0 if there is none. Call it only at the start: it may take up to
   * a minute if the database has no index for it.
   *
   * @throws LegacyUsersUnavailable if the query failed
   */
  public long highestId() {
    return lookups.highestId();
  }

  /**
   * Some of the users.
   *
   * @param total the number of all users
   */
  public record Sample(long total, List<SourceAccount> accounts) {}

  /**
   * Returns some of the users who can be imported, and the number of all users. It may take up to a
   * minute.
   *
   * @throws LegacyUsersUnavailable if the query failed
   */
  public Sample sample(int atMost) {
    UserLookups.Sample sample = lookups.sample(atMost);
    return new Sample(
        sample.total(),
        sample.rows().stream()
            .map(LegacyAccounts::validate)
            .flatMap(
                row ->
                    row instanceof Validated.Valid(var account) ? Stream.of(account) : Stream.of())
            .toList());
  }

  /** Returns whether the last look-up succeeded; false before the first. */
  public boolean isReachable() {
    return lookups.isReachable();
  }

  @Override
  public void close() {
    lookups.close();
  }
}
