package dev.restauth.token;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import dev.restauth.vault.SealedRows;
import java.util.List;

/** Signing keys: {@code restauth key}. */
public final class KeyDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(KeyCommand.commands());
  }

  @Override
  public List<SealedRows> sealed() {
    return List.of(SigningKeys.SEALED, AdoptedTokenKey.SEALED);
  }
}
