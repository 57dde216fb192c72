package dev.restauth.adopt.source;

import dev.restauth.adopt.source.LegacyAccounts.Judged;
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
 * The users of the old application while it still runs, looked up one at a time. Methods wait two seconds
 * at most, with the one exception of {@link #highestId}, and may be called by virtual threads: others do
 * the work. Thread-safe.
 *
 * <p>Where it cannot be said whether there is a user, they throw {@link LegacyUsersUnavailable}; that is
 * never the same as nobody.
 */
public final class LegacyUsers implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LegacyUsers.class.getName());

  private final UserLookups lookups;
  private final AtomicBoolean toldOfTwins = new AtomicBoolean();

  /** Connects at the first look-up. */
  public LegacyUsers(LegacyDatabase database, UserQuery query) {
    this.lookups = new UserLookups(database, query);
  }

  /**
   * The user of exactly this name. Empty also where two have it, since nobody can say whose password
   * counts, and where the row is none that could be taken over; see {@link #hasName}.
   *
   * @throws OldUsersUnavailable where it cannot be said
   */
  public Optional<SourceAccount> byName(String username) {
    return only(named(username));
  }

  /**
   * Whether anybody has exactly this name there, also one who cannot be taken over. Nobody else may
   * register it.
   *
   * @throws OldUsersUnavailable where it cannot be said
   */
  public boolean hasName(String username) {
    return !named(username).isEmpty();
  }

  private List<LegacyRow> named(String username) {
    return LegacyAccounts.nameWrong(username).isPresent() ? List.of() : lookups.byName(username);
  }

  /**
   * The user of this id, where she keeps it.
   *
   * @throws OldUsersUnavailable where it cannot be said
   */
  public Optional<SourceAccount> byId(long id) {
    return id < 1
        ? Optional.empty()
        : only(lookups.byId(id)).filter(found -> found.id().equals(Optional.of(id)));
  }

  private Optional<SourceAccount> only(List<LegacyRow> rows) {
    if (rows.size() > 1 && toldOfTwins.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "the old application has users who share a name or an id, among them those with the ids "
              + rows.stream()
                  .limit(10)
                  .map(row -> row.id().orElse("none"))
                  .collect(Collectors.joining(", "))
              + ": none of such users can log in here");
    }
    return rows.size() == 1
            && LegacyAccounts.of(rows.getFirst()) instanceof Judged.Good(var account)
        ? Optional.of(account)
        : Optional.empty();
  }

  /**
   * The highest id there that is a whole number, 0 where there is none. Meant for the start: it may take
   * up to a minute where the database has no index for it.
   *
   * @throws OldUsersUnavailable where it cannot be said
   */
  public long highestId() {
    return lookups.highestId();
  }

  /**
   * Some users.
   *
   * @param total how many there are
   */
  public record Some(long total, List<SourceAccount> accounts) {}

  /**
   * Some of those who could be taken over, and how many users there are. It may take up to a minute.
   *
   * @throws OldUsersUnavailable where it cannot be said
   */
  public Some some(int atMost) {
    UserLookups.Some some = lookups.some(atMost);
    return new Some(
        some.total(),
        some.rows().stream()
            .map(LegacyAccounts::of)
            .flatMap(
                judged -> judged instanceof Judged.Good(var good) ? Stream.of(good) : Stream.of())
            .toList());
  }

  /** Whether the last look-up got an answer; false before the first. */
  public boolean reachable() {
    return lookups.reachable();
  }

  @Override
  public void close() {
    lookups.close();
  }
}
