package dev.restauth.passkey;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the tables of passkeys. */
public final class PasskeyDeclaration implements Declaration {
  @Override
  public List<Table> tables() {
    return List.of(
        // A restore keeps the rows. A passkey that was removed after the backup therefore becomes
        // valid again, like an old password.
        new Table("passkey", OnRestore.STAYS, "until it is removed; all when the account is closed")
            .ofAccount(
                "account_id = ?",
                Column.text("id"),
                Column.text("name"),
                Column.text("model"),
                Column.text("transports"),
                Column.number("verified"),
                Column.number("backup_eligible"),
                Column.number("backed_up"),
                Column.number("counter"),
                Column.time("created_at"),
                Column.time("last_used_at"),
                Column.secret("credential_id"),
                Column.secret("user_handle"),
                Column.secret("data"))
            .notPersonal("account_id"),
        new Table("spent_challenge", OnRestore.STAYS, "five minutes; digests")
            .notPersonal("digest", "ends_at"));
  }
}
