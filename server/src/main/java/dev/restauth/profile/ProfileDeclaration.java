package dev.restauth.profile;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the table of profiles. */
public final class ProfileDeclaration implements Declaration {
  @Override
  public List<Table> tables() {
    return List.of(
        new Table("profile", OnRestore.STAYS, "until its account is closed")
            .ofAccount("account_id = ?", Column.json("members"), Column.time("changed_at"))
            .notPersonal("account_id"));
  }
}
