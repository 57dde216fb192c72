package dev.restauth.adopt;

import dev.restauth.adopt.source.SourceAccount;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.format.FirebaseScrypt;
import dev.restauth.password.format.NamedFormat;
import java.util.Optional;
import java.util.function.Function;

/**
 * From what a source has as a hash to what is stored.
 *
 * @param format what the operator says the hashes are
 * @param pepper the name under which the source's pepper is kept, where it has one
 * @param secretName keeps a secret that was found in a hash, and returns its name
 */
record HashConversion(
    NamedFormat format, Optional<String> pepper, Function<byte[], String> secretName) {
  private static final String NO_NAME = "x";

  /** The candidate; empty where its hash cannot be checked here. */
  Optional<Candidate> candidate(SourceAccount account) {
    if (account.passwordHash().isEmpty()) {
      return Optional.of(new Candidate(account, Optional.empty()));
    }
    return account
        .passwordHash()
        .flatMap(hash -> format.text(withoutSecret(hash), account.salt(), pepper))
        .flatMap(PasswordHash::adopted)
        .map(hash -> new Candidate(account, Optional.of(hash)));
  }

  /** Kratos and Supabase write the signer key of a Firebase project into each hash. */
  private String withoutSecret(String hash) {
    return FirebaseScrypt.split(hash, NO_NAME)
        .map(parts -> secretName.apply(parts.signerKey().bytes()))
        .flatMap(name -> FirebaseScrypt.split(hash, name))
        .map(FirebaseScrypt.Split::text)
        .orElse(hash);
  }
}
