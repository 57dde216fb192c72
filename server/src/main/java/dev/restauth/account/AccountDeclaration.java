package dev.restauth.account;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import java.util.List;

/** Accounts: {@code restauth user}. */
public final class AccountDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(UserCommand.commands());
  }
}
