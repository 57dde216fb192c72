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
 * Looks up single users of a legacy application that is still running. All methods except {@link
 * #highestId} and {@link #sample} wait four seconds at most. Virtual threads may call these
 * methods, because other threads do the work. Thread-safe.
 *
 * <p>If a look-up fails, the methods throw {@link LegacyUsersUnavailable}. An empty result
 * therefore always means that the look-up succeeded.
 */
public final class LegacyUsers implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LegacyUsers.class.getName());

  private final UserLookups lookups;
  private final AtomicBoolean loggedDuplicates = new AtomicBoolean();

  /** Creates the look-ups. Does not connect before the first one. */
  public LegacyUsers(LegacyDatabase database, UserQuery query) {
    this.lookups = new UserLookups(database, query);
  }

  /**
   * Returns the user with exactly this name; empty if there is none. The result is also empty if
   * the user cannot be imported, or if two users have the name: it would be unclear whose password
   * is meant. {@link #hasName} finds these users too.
   *
   * @throws LegacyUsersUnavailable if the look-up failed
   */
  public Optional<SourceAccount> byName(String username) {
    return single(named(username));
  }

  /**
   * Returns whether a user of the legacy application has exactly this name, even one who cannot be
   * imported. Nobody may register such a name at this server.
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
   * Returns the user with this id, if the account at this server will have the same id.
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
   * Returns the highest id in the legacy database that is a whole number, or 0 if there is none. Do
   * not call this method for each request: without an index on the ids, it may take up to a minute.
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
   * Returns some of the users who can be imported, and the number of all users. May take up to a
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

  /** Returns whether the last look-up succeeded; false before the first look-up. */
  public boolean isReachable() {
    return lookups.isReachable();
  }

  @Override
  public void close() {
    lookups.close();
  }
}
