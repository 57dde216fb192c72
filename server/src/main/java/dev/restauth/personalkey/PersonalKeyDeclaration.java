package dev.restauth.personalkey;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the table of personal keys. */
public final class PersonalKeyDeclaration implements Declaration {
  @Override
  public List<Table> tables() {
    return List.of(
        // A restore empties the table. A key that was deleted after the backup must not become
        // valid again, and the backup does not show which keys were deleted.
        new Table(
                "personal_key",
                OnRestore.EMPTIED,
                "until it ends or is deleted; all when the account is claimed, reset or closed")
            .ofAccount(
                "account_id = ?",
                Column.text("id"),
                Column.text("name"),
                Column.text("start"),
                Column.text("scope"),
                Column.text("organization_id"),
                Column.time("created_at"),
                Column.time("ends_at"),
                Column.time("last_used_at"),
                Column.time("tell_at"),
                Column.secret("digest"))
            .notPersonal("account_id"));
  }
}
