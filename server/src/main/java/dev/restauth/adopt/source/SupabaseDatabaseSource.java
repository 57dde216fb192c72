package dev.restauth.adopt.source;

import dev.restauth.adopt.sql.LegacyDatabase;
import dev.restauth.adopt.sql.UserQuery;
import dev.restauth.job.Progress;

/** The PostgreSQL database of a Supabase project: its table {@code auth.users}. */
public final class SupabaseDatabaseSource implements AccountSource {
  private final AccountSource users;

  /** Creates a source that only reads the database. */
  public SupabaseDatabaseSource(LegacyDatabase database) {
    this.users = new SqlSource(database, UserQuery.SUPABASE);
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
