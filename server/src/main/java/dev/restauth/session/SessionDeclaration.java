package dev.restauth.session;

import dev.restauth.account.ClientLogoutDue;
import dev.restauth.account.SessionRevoked;
import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the tables and changes of sessions. */
public final class SessionDeclaration implements Declaration {
  @Override
  public List<String> changes() {
    return List.of(SessionRevoked.KIND, ClientLogoutDue.KIND);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        new Table(
                "session",
                OnRestore.EMPTIED,
                "until it ends, then by the upkeep; all when the account changes its generation")
            .ofAccount(
                "account_id = ?",
                Column.text("id"),
                Column.text("method"),
                Column.time("authenticated_at"),
                Column.time("renewed_at"),
                Column.time("ends_at"),
                Column.text("address"),
                Column.text("user_agent"),
                Column.time("adopted_until"),
                Column.text("scope"),
                Column.text("organization_id"),
                Column.text("client_id"),
                Column.text("audience"),
                Column.text("browser_session_id"),
                Column.number("offline"),
                Column.text("claims"))
            .notPersonal("account_id", "generation"),
        new Table("refresh_token", OnRestore.EMPTIED, "as long as its session; digests")
            .ofAccount(
                "session_id IN (SELECT id FROM session WHERE account_id = ?)",
                Column.text("session_id"),
                Column.secret("current_digest"),
                Column.secret("previous_digest"),
                Column.secret("sealed_current"),
                Column.time("rotated_at"))
            .notPersonal("family"),
        // A restore revokes all tokens by raising the accounts' generations, so it can empty this
        // table.
        new Table("revoked_session", OnRestore.EMPTIED, "until its last token has expired")
            .ofAccount("account_id = ?", Column.text("session_id"), Column.time("tokens_until"))
            .notPersonal("account_id"),
        new Table("revoked_generation", OnRestore.EMPTIED, "until its last token has expired")
            .ofAccount("account_id = ?", Column.number("generation"), Column.time("tokens_until"))
            .notPersonal("account_id"),
        new Table(
                "ended_client_session",
                OnRestore.EMPTIED,
                "until the client was notified, a day at most")
            .ofAccount(
                "account_id = ?",
                Column.text("session_id"),
                Column.text("client_id"),
                Column.time("ended_at"))
            .notPersonal("account_id"));
  }
}
