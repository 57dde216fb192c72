package dev.restauth.challenge;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the table of log-ins whose second factor is still missing. */
public final class ChallengeDeclaration implements Declaration {
  @Override
  public List<Table> tables() {
    return List.of(
        new Table("login_attempt", OnRestore.EMPTIED, "10 minutes, or until the log-in is complete")
            .ofAccount(
                "account_id = ?",
                Column.text("methods"),
                Column.time("proved_at"),
                Column.time("ends_at"),
                Column.secret("digest"))
            .notPersonal("account_id", "generation", "session_id", "purpose", "known"));
  }
}
