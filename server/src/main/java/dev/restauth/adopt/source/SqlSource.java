package dev.restauth.adopt.source;

import dev.restauth.adopt.sql.LegacyDatabase;
import dev.restauth.adopt.sql.LegacyRow;
import dev.restauth.adopt.sql.LegacyUsersUnavailable;
import dev.restauth.adopt.sql.UnreadableDatabase;
import dev.restauth.adopt.sql.UserLookups;
import dev.restauth.adopt.sql.UserQuery;
import dev.restauth.job.Progress;

/**
 * Any database, with a query that names its users: of Flask applications, too, whose tables differ. The
 * database is not changed. All users are those of one moment, in the order of their ids.
 */
public final class SqlSource implements AccountSource {
  private final LegacyDatabase database;
  private final UserQuery query;

  /** Reads what the query selects. */
  public SqlSource(LegacyDatabase database, UserQuery query) {
    this.database = database;
    this.query = query;
  }

  @Override
  public long highestId() {
    try (UserLookups lookups = new UserLookups(database, query)) {
      return lookups.highestId();
    } catch (LegacyUsersUnavailable e) {
      return 0; // reading it says what is wrong
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

  /** Counts the rows, to name those that have no id. */
  private static final class Rows {
    private final Sink sink;
    private long number;

    Rows(Sink sink) {
      this.sink = sink;
    }

    void next(LegacyRow row) {
      number++;
      switch (LegacyAccounts.of(row)) {
        case LegacyAccounts.Judged.Good(SourceAccount account) -> sink.account(account);
        case LegacyAccounts.Judged.Bad(String reason) ->
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
