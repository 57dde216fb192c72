package dev.restauth.account;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import dev.restauth.store.Table;
import dev.restauth.store.Table.Jump;
import java.util.List;

/** Accounts: {@code restauth user}. */
public final class AccountDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(UserCommand.commands());
  }

  @Override
  public List<String> changes() {
    return List.of(AccountChanged.KIND, AdoptionChanged.KIND);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        new Table(
            "account",
            AccountDeclaration::raiseGenerations,
            "for good; once closed, its id and name alone",
            List.of("username", "password_hash", "source_key", "email")));
  }

  /**
   * All tokens end. A token that was issued and revoked after the backup was made carries a generation that
   * the backup has not seen, so one step would not do. From the higher of the two generations, not from
   * their sum: that would double with each round of backup and restore.
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
