package dev.restauth.adopt.source;

import dev.restauth.adopt.sql.LegacyDatabase;
import dev.restauth.adopt.sql.UserQuery;
import dev.restauth.job.Progress;

/**
 * The original REST-auth, in its three generations of hashes: the table {@code users} of its SQLite
 * file, or of another database.
 */
public final class RestAuthSource implements AccountSource {
  private final AccountSource users;

  /** Reads the database and does not change it. */
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
