package dev.restauth.account;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import java.util.List;

/** Declares {@code restauth dev}, which creates test accounts and is the last group in the help. */
public final class TestAccountsDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(DevCommand.commands());
  }
}
