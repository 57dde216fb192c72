package dev.restauth.browser;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the table of browser sessions. */
public final class BrowserDeclaration implements Declaration {
  @Override
  public List<Table> tables() {
    return List.of(
        new Table(
                "browser_session",
                OnRestore.EMPTIED,
                "until it ends, then by the upkeep; all when the account changes its generation")
            .ofAccount(
                "account_id = ?",
                Column.text("id"),
                Column.text("methods"),
                Column.time("authenticated_at"),
                Column.time("renewed_at"),
                Column.time("ends_at"),
                Column.text("address"),
                Column.text("user_agent"),
                Column.secret("digest"))
            .notPersonal("account_id", "generation"));
  }
}
