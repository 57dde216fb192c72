package dev.restauth.adopt.source;

import dev.restauth.adopt.sql.LegacyDatabase;
import dev.restauth.adopt.sql.UserQuery;
import dev.restauth.job.Progress;

/**
 * The users of the example application REST-auth (v0.3 and earlier), with any of its three kinds of
 * hash. They are in the table {@code users} of its SQLite file or of another database.
 */
public final class RestAuthSource implements AccountSource {
  private final AccountSource users;

  /** Creates a source that only reads the database. */
  public RestAuthSource(LegacyDatabase database) {
    this.users = new SqlSource(database, UserQuery.REST_AUTH);
  }

  @Override
  public long highestId() {
    return users.highestId();
  }

  @Override
  public void read(Sink sink, Progress progress) {
    users.read(sink, progress);
  }
}
