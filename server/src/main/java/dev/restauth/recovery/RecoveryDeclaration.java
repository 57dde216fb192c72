package dev.restauth.recovery;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the table that records how mailboxes were used to recover accounts. */
public final class RecoveryDeclaration implements Declaration {
  @Override
  public List<Table> tables() {
    return List.of(
        new Table("mailbox_recovery", OnRestore.STAYS, "7 days, then by the upkeep")
            .ofAccount("account_id = ?", Column.time("reset_at"), Column.time("factors_removed_at"))
            .notPersonal("account_id"));
  }
}
