package dev.restauth.adopt.source;

import dev.restauth.adopt.sql.LegacyDatabase;
import dev.restauth.adopt.sql.UserQuery;
import dev.restauth.job.Progress;

/** The original of this program, in its three eras: the table {@code users} of its SQLite file, or of another database. */
public final class RestAuthSource implements AccountSource {
  private final AccountSource users;

  /** Of a database that is not changed. */
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
