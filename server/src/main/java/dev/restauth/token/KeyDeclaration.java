package dev.restauth.token;

import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import dev.restauth.vault.SealedRows;
import java.util.List;

/** Declares the signing keys and {@code restauth key}. */
public final class KeyDeclaration implements Declaration {
  @Override
  public List<CommandGroup> commands() {
    return List.of(KeyCommand.commands());
  }

  @Override
  public List<SealedRows> sealed() {
    return List.of(SigningKeys.SEALED, IdTokenKeys.SEALED, AdoptedTokenKey.SEALED);
  }

  @Override
  public List<String> changes() {
    return List.of(SigningKeyChanged.KIND);
  }

  @Override
  public List<Table> tables() {
    return List.of(
        // A backup lacks the accounts that were created after it, so no generation can revoke the
        // tokens of these accounts. A restore therefore removes the keys that signed the tokens.
        // The next start generates a new key.
        new Table(
                "id_signing_key",
                OnRestore.EMPTIED,
                "until the last ID token that it signed has expired")
            .notPersonal(
                "kid", "algorithm", "public_jwk", "sealed_private_key", "created_at", "signs_from"),
        new Table(
                "signing_key", OnRestore.EMPTIED, "until the last token that it signed has expired")
            .notPersonal(
                "kid",
                "algorithm",
                "public_jwk",
                "sealed_private_key",
                "created_at",
                "signs_from",
                "longest_token"));
  }
}
