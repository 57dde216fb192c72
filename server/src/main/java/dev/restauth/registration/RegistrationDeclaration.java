package dev.restauth.registration;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/**
 * Declares the table with the roles that invitations give. The codes of invitations are in the
 * table of one-time codes.
 */
public final class RegistrationDeclaration implements Declaration {
  @Override
  public List<Table> tables() {
    return List.of(
        // A restore empties the table, because an invitation may have been accepted or withdrawn
        // since the backup.
        new Table(
                "invitation_grant",
                OnRestore.EMPTIED,
                "until its invitation ends, or its inviter is erased")
            .ofAccount("inviter = ?", Column.time("invited_at"), Column.text("roles"))
            .notPersonal("request", "inviter"));
  }
}
