package dev.restauth.adopt;

import dev.restauth.adopt.source.SourceAccount;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.format.FirebaseScrypt;
import dev.restauth.password.format.NamedFormat;
import java.util.Optional;
import java.util.function.Function;

/**
 * Converts the hashes of a source to the form in which this server stores them.
 *
 * @param format the format of the source's hashes
 * @param pepper the name under which the source's pepper is stored; empty if the source has no
 *     pepper
 * @param addSecret stores a secret that was found in a hash, and returns its name
 */
record HashConversion(
    NamedFormat format, Optional<String> pepper, Function<byte[], String> addSecret) {
  private static final String PLACEHOLDER_NAME = "x";

  /** Returns the candidate for an account; empty if this server cannot check the account's hash. */
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
   * Replaces a secret in the hash with the name of the secret. Kratos and Supabase write a Firebase
   * project's signer key into each hash of the project.
   */
  private String replaceSecret(String hash) {
    return FirebaseScrypt.split(hash, PLACEHOLDER_NAME)
        .map(parts -> addSecret.apply(parts.signerKey().bytes()))
        .flatMap(name -> FirebaseScrypt.split(hash, name))
        .map(FirebaseScrypt.Split::text)
        .orElse(hash);
  }
}
