package dev.restauth.code;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the table of one-time codes. */
public final class CodeDeclaration implements Declaration {
  @Override
  public List<Table> tables() {
    return List.of(
        // A restore empties the table, because a code may have been used since the backup.
        new Table(
                "one_time_code",
                OnRestore.EMPTIED,
                "until it is used, its tries are used up, or its link ends")
            .ofAccount(
                "account_id = ?",
                Column.text("purpose"),
                Column.text("address"),
                Column.secret("request"), // required to use the code
                Column.secret("code_digest"),
                Column.secret("link_digest"),
                Column.number("tries"),
                Column.time("created_at"),
                Column.time("code_until"),
                Column.time("link_until"))
            .notPersonal("account_id", "generation"));
  }
}
