package dev.restauth.token;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
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

  @Override
  public List<String> changes() {
    return List.of(SigningKeyChanged.KIND);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        // Tokens of accounts that were made after the backup, which no generation reaches, end with
        // the key
        // that signed them. The next start makes a new one.
        new Table(
            "signing_key", OnRestore.EMPTIED, "until the last token that it signed has expired"));
  }
}
