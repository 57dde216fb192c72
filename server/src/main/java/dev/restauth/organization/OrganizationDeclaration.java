package dev.restauth.organization;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the tables of organisations, and {@code restauth org}. */
public final class OrganizationDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(OrganizationCommand.commands());
  }

  @Override
  public List<Table> tables() {
    return List.of(
        new Table("organization", OnRestore.STAYS, "until it is deleted")
            .notPersonal("id", "name", "slug", "attributes", "created_at"),
        new Table(
                "organization_member",
                OnRestore.STAYS,
                "until the member leaves or is removed, or the organisation or the account goes")
            .ofAccount(
                "account_id = ?",
                Column.text("organization_id"),
                Column.text("role"),
                Column.time("joined_at"))
            .notPersonal("account_id"),
        // A restore empties the table, because an invitation may have been accepted or withdrawn
        // since the backup.
        new Table(
                "organization_invitation",
                OnRestore.EMPTIED,
                "until it is accepted, declined or withdrawn, or ends; then by the upkeep")
            .ofAccount(
                "account_id = ?",
                Column.text("id"),
                Column.text("organization_id"),
                Column.text("email"),
                Column.text("address"),
                Column.text("role"),
                Column.time("created_at"),
                Column.time("ends_at"))
            .notPersonal("account_id", "inviter"),
        new Table("organization_role", OnRestore.STAYS, "for good, three rows at most")
            .notPersonal("role", "scopes"));
  }
}
