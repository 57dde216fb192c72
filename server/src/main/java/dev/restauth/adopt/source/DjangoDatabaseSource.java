package dev.restauth.adopt.source;

import dev.restauth.adopt.sql.LegacyDatabase;
import dev.restauth.adopt.sql.UserQuery;
import dev.restauth.job.Progress;

/**
 * The database of a Django project with Django's own user model. For other models, use {@link
 * SqlSource}.
 */
public final class DjangoDatabaseSource implements AccountSource {
  private final AccountSource users;

  /** Creates a source that only reads the database. */
  public DjangoDatabaseSource(LegacyDatabase database) {
    this.users = new SqlSource(database, UserQuery.DJANGO);
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
