package dev.restauth.adopt;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import dev.restauth.vault.SealedRows;
import java.util.List;

/** Declares the commands, the sealed secrets and the tables for the import of accounts. */
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
        // A restore raises the generations of all accounts. This revokes the tokens of adopted
        // applications too.
        new Table("adopted_source", OnRestore.STAYS, "for good")
            .notPersonal(
                "id", "name", "created_at", "token_algorithm", "sealed_token_key", "tokens_until"),
        new Table("hash_secret", OnRestore.STAYS, "for good: hashes need it")
            .notPersonal("name", "sealed"));
  }
}
