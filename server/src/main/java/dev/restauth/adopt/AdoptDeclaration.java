package dev.restauth.adopt;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import dev.restauth.vault.SealedRows;
import java.util.List;

/** Taking over the users of other systems: {@code restauth adopt}. */
public final class AdoptDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(AdoptCommand.commands());
  }

  @Override
  public List<SealedRows> sealed() {
    return List.of(StoredSecrets.SEALED);
  }
}
