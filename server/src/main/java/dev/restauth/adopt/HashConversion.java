package dev.restauth.adopt;

import dev.restauth.adopt.source.SourceAccount;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.format.FirebaseScrypt;
import dev.restauth.password.format.NamedFormat;
import java.util.Optional;
import java.util.function.Function;

/**
 * The conversion of a source's hash to the stored hash.
 *
 * @param format the format that the operator named
 * @param pepper the name under which the source's pepper is stored, if it has one
 * @param addSecret stores a secret that was found in a hash, and returns its name
 */
record HashConversion(
    NamedFormat format, Optional<String> pepper, Function<byte[], String> addSecret) {
  private static final String PLACEHOLDER_NAME = "x";

  /** Returns the candidate; empty if its hash cannot be checked here. */
  Optional<Candidate> candidate(SourceAccount account) {
    if (account.passwordHash().isEmpty()) {
      return Optional.of(new Candidate(account, Optional.empty()));
    }
    return account
        .passwordHash()
        .flatMap(hash -> format.text(replaceSecret(hash), account.salt(), pepper))
        .flatMap(PasswordHash::adopted)
        .map(hash -> new Candidate(account, Optional.of(hash)));
  }

  /**
   * Replaces a secret in the hash with its name: Kratos and Supabase write the signer key of a Firebase project into
   * each hash.
   */
  private String replaceSecret(String hash) {
    return FirebaseScrypt.split(hash, PLACEHOLDER_NAME)
        .map(parts -> addSecret.apply(parts.signerKey().bytes()))
        .flatMap(name -> FirebaseScrypt.split(hash, name))
        .map(FirebaseScrypt.Split::text)
        .orElse(hash);
  }
}
