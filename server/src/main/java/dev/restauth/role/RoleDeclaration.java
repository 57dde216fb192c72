package dev.restauth.role;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/**
 * Declares the tables of roles, the kind of change {@link RoleChanged}, and {@code restauth role}.
 */
public final class RoleDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(RoleCommand.commands());
  }

  @Override
  public List<String> changes() {
    return List.of(RoleChanged.KIND);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        new Table("role", OnRestore.STAYS, "until an operator deletes it")
            .notPersonal("name", "scopes", "description", "created_at"),
        new Table("account_role", OnRestore.STAYS, "until it is taken, or the account is closed")
            .ofAccount("account_id = ?", Column.text("role"))
            .notPersonal("account_id"),
        // A restore increases the number. Resource servers may have seen a higher number than the
        // backup contains, and would refuse a lower number.
        new Table(
                "rights_counter",
                (table, jump) ->
                    List.of("UPDATE rights_counter SET number = number + " + jump.ahead()),
                "for good")
            .notPersonal("id", "number"),
        // A restore empties the table, because it revokes all tokens by raising the accounts'
        // generations.
        new Table("changed_rights", OnRestore.EMPTIED, "until its last token has expired")
            .ofAccount("account_id = ?", Column.number("number"), Column.time("tokens_until"))
            .notPersonal("account_id"),
        new Table("changed_role", OnRestore.EMPTIED, "until its last token has expired")
            .notPersonal("role", "scopes", "number", "tokens_until"),
        new Table("admin_attributes", OnRestore.STAYS, "until its account is closed")
            .ofAccount("account_id = ?", Column.json("members"), Column.time("changed_at"))
            .notPersonal("account_id"));
  }
}
