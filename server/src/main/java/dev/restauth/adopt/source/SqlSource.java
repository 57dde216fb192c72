package dev.restauth.adopt.source;

import dev.restauth.adopt.sql.LegacyDatabase;
import dev.restauth.adopt.sql.LegacyRow;
import dev.restauth.adopt.sql.LegacyUsersUnavailable;
import dev.restauth.adopt.sql.UnreadableDatabase;
import dev.restauth.adopt.sql.UserLookups;
import dev.restauth.adopt.sql.UserQuery;
import dev.restauth.job.Progress;

/**
 * The users that a query selects from any SQL database. Use this source for Flask applications too,
 * because each of them has its own tables. The database is only read. All users come from one
 * snapshot, in the order of their ids.
 */
public final class SqlSource implements AccountSource {
  private final LegacyDatabase database;
  private final UserQuery query;

  /** Creates a source of the users that the query selects. */
  public SqlSource(LegacyDatabase database, UserQuery query) {
    this.database = database;
    this.query = query;
  }

  /**
   * Creates a source of the users of the example application REST-auth (v0.3 and earlier), with any
   * of its three kinds of hash. They are in the table {@code users}.
   */
  public static SqlSource ofRestAuth(LegacyDatabase database) {
    return new SqlSource(database, UserQuery.REST_AUTH);
  }

  /** Creates a source of the users of a Django project with Django's own user model. */
  public static SqlSource ofDjango(LegacyDatabase database) {
    return new SqlSource(database, UserQuery.DJANGO);
  }

  /** Creates a source of the users of a Supabase project: its table {@code auth.users}. */
  public static SqlSource ofSupabase(LegacyDatabase database) {
    return new SqlSource(database, UserQuery.SUPABASE);
  }

  @Override
  public long highestId() {
    try (UserLookups lookups = new UserLookups(database, query)) {
      return lookups.highestId();
    } catch (LegacyUsersUnavailable e) {
      return 0; // the problem is reported when the source is read
    }
  }

  @Override
  public void read(Sink sink, Progress progress) {
    try {
      database.read(query, new Rows(sink)::next, progress);
    } catch (UnreadableDatabase e) {
      throw new UnreadableSource(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Sends rows to the sink. Counts the rows, so that a row without an id can be reported by its
   * number.
   */
  private static final class Rows {
    private final Sink sink;
    private long number;

    Rows(Sink sink) {
      this.sink = sink;
    }

    void next(LegacyRow row) {
      number++;
      switch (LegacyAccounts.validate(row)) {
        case LegacyAccounts.Validated.Valid(SourceAccount account) -> sink.account(account);
        case LegacyAccounts.Validated.Invalid(String reason) ->
            sink.refused(
                row.id()
                    .filter(id -> id.length() <= Entry.KEY_AT_MOST)
                    .map(id -> "id " + id)
                    .orElse("row " + number),
                reason);
      }
    }
  }
}
