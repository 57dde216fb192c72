package dev.restauth.login;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the tables of log-ins. */
public final class LoginDeclaration implements Declaration {
  @Override
  public List<String> changes() {
    return List.of(AccountUnlocked.KIND);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        // Gives no access: it only gives log-ins priority during a flood.
        new Table(
                "known_address",
                OnRestore.STAYS,
                "90 days after it was seen last, the 50 newest of an account; digests")
            .ofAccount("account_id = ?", Column.secret("digest"), Column.time("seen_at"))
            .notPersonal("account_id"),
        // Slows guessing and gives no access.
        // The digest is of a name that somebody typed, whether an account has it or not.
        new Table("login_failure", OnRestore.STAYS, "a day, by the upkeep; digests")
            .notPersonal("digest", "failed", "failed_at"));
  }
}
