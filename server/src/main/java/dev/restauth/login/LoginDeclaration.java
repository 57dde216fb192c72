package dev.restauth.login;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** What is kept of log-ins. */
public final class LoginDeclaration implements Declaration {
  @Override
  public List<String> changes() {
    return List.of(AccountUnlocked.KIND);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        // Gives nobody access, only a better place while others flood.
        new Table(
            "known_address",
            OnRestore.STAYS,
            "90 days after it was seen last, the 50 newest of an account; digests"),
        // Makes guessing slower, gives nobody anything.
        new Table("login_failure", OnRestore.STAYS, "a day, by the upkeep; digests"));
  }
}
