package dev.restauth.account;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import java.util.List;

/** Test accounts: {@code restauth dev}, which stands last in the help. */
public final class TestAccountsDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(DevCommand.commands());
  }
}
