package dev.restauth.oauth.authorize;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the tables of authorization requests. */
public final class AuthorizeDeclaration implements Declaration {
  @Override
  public List<Table> tables() {
    return List.of(
        new Table(
                "pushed_request",
                OnRestore.EMPTIED,
                "90 seconds; an hour once it was used, or is large; digests")
            .notPersonal("digest", "client_id", "parameters", "ends_at"),
        new Table("authorization_code", OnRestore.EMPTIED, "a minute, then an hour to notice reuse")
            .ofAccount(
                "account_id = ?",
                Column.text("client_id"),
                Column.text("redirect_uri"),
                Column.text("methods"),
                Column.time("authenticated_at"),
                Column.text("browser_session_id"),
                Column.text("scope"),
                Column.text("audience"),
                Column.text("claims"),
                Column.time("ends_at"),
                Column.text("session_id"),
                Column.secret("digest"),
                Column.secret("code_challenge"),
                Column.secret("nonce"))
            .notPersonal("account_id", "generation", "redirect_uri_given", "offline"),
        new Table("consent", OnRestore.STAYS, "until it is withdrawn, or its account is closed")
            .ofAccount(
                "account_id = ?",
                Column.text("client_id"),
                Column.text("scope"),
                Column.text("audience"),
                Column.time("created_at"))
            .notPersonal("account_id"));
  }
}
