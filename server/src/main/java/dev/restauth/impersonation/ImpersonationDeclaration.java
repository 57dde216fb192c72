package dev.restauth.impersonation;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the table of impersonations. */
public final class ImpersonationDeclaration implements Declaration {
  @Override
  public List<Table> tables() {
    return List.of(
        new Table("impersonation", OnRestore.EMPTIED, "as long as its session, 15 minutes at most")
            .ofAccount("actor_id = ?", Column.text("session_id"), Column.text("actor_session"))
            .notPersonal("account_id", "actor_id"));
  }
}
