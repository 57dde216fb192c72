package dev.restauth;

import dev.restauth.adopt.StoredSecrets;
import dev.restauth.token.AdoptedTokenKey;
import dev.restauth.token.SigningKeys;
import dev.restauth.vault.SealedRows;
import java.util.List;

/** What is sealed in the database, of all features. */
final class ServerKeys {
  static final List<SealedRows> SEALED =
      List.of(SigningKeys.SEALED, AdoptedTokenKey.SEALED, StoredSecrets.SEALED);

  private ServerKeys() {}
}
