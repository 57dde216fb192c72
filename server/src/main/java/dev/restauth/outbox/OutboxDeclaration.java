package dev.restauth.outbox;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import dev.restauth.vault.SealedRows;
import java.util.List;

/** The declaration of the outbox: its table and its encrypted rows. */
public final class OutboxDeclaration implements Declaration {
  @Override
  public List<SealedRows> sealed() {
    return List.of(SealedMessages.ROWS);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        // They may have been delivered since the backup was made, and their codes used.
        new Table(
            "outbox",
            OnRestore.EMPTIED,
            "until 7 days after it was added; its body until it is delivered",
            List.of("sealed_recipient", "sealed_body")));
  }
}
