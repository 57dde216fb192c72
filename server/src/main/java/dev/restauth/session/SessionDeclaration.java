package dev.restauth.session;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the tables and changes of sessions. */
public final class SessionDeclaration implements Declaration {
  @Override
  public List<String> changes() {
    return List.of(SessionRevoked.KIND);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        new Table(
            "session",
            OnRestore.EMPTIED,
            "until it ends, then by the upkeep; all when the account changes its generation",
            List.of("address", "user_agent")),
        new Table("refresh_token", OnRestore.EMPTIED, "as long as its session; digests"),
        // After a restore the tokens of these sessions are revoked otherwise.
        new Table("revoked_session", OnRestore.EMPTIED, "until its last token has expired"),
        new Table("revoked_generation", OnRestore.EMPTIED, "until its last token has expired"));
  }
}
