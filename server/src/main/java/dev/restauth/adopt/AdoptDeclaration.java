package dev.restauth.adopt;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
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

  @Override
  public List<Table> tables() {
    return List.of(
        // Tokens of those systems end with the generation of the account, as all others do.
        new Table("adopted_source", OnRestore.STAYS, "for good"),
        new Table("hash_secret", OnRestore.STAYS, "for good: hashes need it"));
  }
}
