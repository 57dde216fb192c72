package dev.restauth.oauth.authorize;

import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.job.Lazy;
import dev.restauth.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Seals texts under a secret that is stored in the database. A change of the master key does not
 * change the secret. Thread-safe.
 */
final class RequestSealing {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final Lazy<Sealing> sealing;

  RequestSealing(Vault vault) {
    this.sealing =
        new Lazy<>(
            () ->
                Sealing.under(ENCODER.encodeToString(vault.digest("authorization-request").of())));
  }

  /**
   * Reads the key. Must be called before a transaction, because the first use of the key reads it
   * from the database.
   */
  void prepare() {
    var _ = sealing.get();
  }

  /**
   * Seals a text.
   *
   * @param identity the purpose of the text. The text can be opened only for the same purpose
   * @return the sealed text, as URL-safe Base64
   */
  String seal(String text, String identity) {
    return ENCODER.encodeToString(
        sealing.get().seal(text.getBytes(StandardCharsets.UTF_8), identity));
  }

  /**
   * Opens a text; empty if it was not sealed by this server, or was sealed for another purpose.
   */
  Optional<String> open(String sealed, String identity) {
    try {
      byte[] opened = sealing.get().open(Base64.getUrlDecoder().decode(sealed), identity);
      return Optional.of(new String(opened, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | UnsealFailedException e) {
      return Optional.empty();
    }
  }
}
