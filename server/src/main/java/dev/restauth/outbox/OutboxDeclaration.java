package dev.restauth.outbox;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import dev.restauth.vault.SealedRows;
import java.util.List;

/** Declares the outbox: its table and its encrypted rows. */
public final class OutboxDeclaration implements Declaration {
  @Override
  public List<SealedRows> sealed() {
    return List.of(SealedMessages.ROWS);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        // A restore empties the table, because messages may have been delivered since the backup,
        // and their codes used.
        new Table(
                "outbox",
                OnRestore.EMPTIED,
                "until 7 days after it was added, a decoy an hour; its body until it is delivered")
            .ofAccount(
                "account_id = ?",
                Column.text("id"),
                Column.text("kind"),
                Column.text("topic"),
                Column.sealed(
                    "sealed_recipient",
                    "recipient",
                    row -> SealedMessages.recipient(row.text("id"))),
                Column.secret("sealed_body"), // the body may contain a code
                Column.text("state"),
                Column.time("created_at"),
                Column.time("due_at"),
                Column.time("expires_at"),
                Column.number("tries"),
                Column.text("failure"))
            .notPersonal("account_id", "recipient_digest", "network_digest", "leased_until"));
  }
}
