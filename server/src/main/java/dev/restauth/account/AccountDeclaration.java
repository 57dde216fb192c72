package dev.restauth.account;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.Jump;
import java.util.List;

/** Declares {@code restauth user}, and the changes and tables of accounts. */
public final class AccountDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(UserCommand.commands());
  }

  @Override
  public List<String> changes() {
    return List.of(AccountChanged.KIND, RightsChanged.KIND, AdoptionChanged.KIND);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        new Table(
                "account",
                AccountDeclaration::raiseGenerations,
                "for good; once closed, its id and its times alone")
            .ofAccount(
                "id = ?",
                Column.number("id"),
                Column.text("username"),
                Column.secret("password_hash"),
                Column.text("foreign_kind"),
                Column.number("generation"),
                Column.number("rights"),
                Column.text("state"),
                Column.time("created_at"),
                Column.text("source_id")
                    .as(
                        "source",
                        "(SELECT name FROM adopted_source WHERE adopted_source.id = account.source_id)"),
                Column.text("source_key"),
                Column.text("email"),
                Column.text("verified_email"),
                Column.number("factor")),
        new Table("retired_name", Table.OnRestore.STAYS, "for good; digests")
            .ofAccount("account_id = ?", Column.secret("digest"), Column.time("retired_at"))
            .notPersonal("account_id"),
        new Table("service_account", Table.OnRestore.STAYS, "as long as the account")
            // The relation between a service account and its owner belongs to the data of both
            // accounts.
            .ofAccount(
                "? IN (account_id, owner_id)",
                Column.number("account_id"),
                Column.number("owner_id")));
  }

  /**
   * Revokes all tokens when a backup is restored. Tokens that were issued and revoked after the
   * backup may contain a higher generation than the backup. Raising the generation by 1 is
   * therefore not enough. The new generation starts from the higher of two values: the account's
   * generation in the backup, and the highest generation in the replaced database. Adding the two
   * values instead would double the generation with each backup and restore.
   */
  private static List<String> raiseGenerations(String table, Jump jump) {
    return List.of(
        "UPDATE account SET generation = CASE WHEN generation > "
            + jump.generation()
            + " THEN generation ELSE "
            + jump.generation()
            + " END + "
            + jump.ahead());
  }
}
