package dev.restauth.vault;

import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.job.Lazy;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Cursors for lists. A cursor is the encrypted position after which the next page begins; clients
 * can neither read nor forge it. A cursor is valid only for the list and the filters for which it
 * was created, and only on servers with the same database. Thread-safe.
 */
public final class Cursors {
  /** Maximum length of a cursor, in characters. */
  private static final int LENGTH_AT_MOST = 1_500;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final Lazy<Sealing> sealing;

  /** Creates the cursors for the database of the vault. */
  public Cursors(Vault vault) {
    this.sealing =
        new Lazy<>(() -> Sealing.under(ENCODER.encodeToString(vault.digest("cursor").of())));
  }

  /**
   * Encrypts a position, and returns the cursor in URL-safe Base64.
   *
   * @param position the position after which the next page begins
   * @param list the list, with all parameters that select its entries
   */
  public String seal(String position, String list) {
    return ENCODER.encodeToString(
        sealing.get().seal(position.getBytes(StandardCharsets.UTF_8), list));
  }

  /**
   * Returns the position in a cursor; empty if the cursor does not belong to this list with these
   * parameters.
   */
  public Optional<String> open(String cursor, String list) {
    if (cursor.length() > LENGTH_AT_MOST) {
      return Optional.empty();
    }
    try {
      byte[] sealed = Base64.getUrlDecoder().decode(cursor);
      return ENCODER.encodeToString(sealed).equals(cursor)
          ? Optional.of(new String(sealing.get().open(sealed, list), StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IllegalArgumentException | UnsealFailedException e) {
      return Optional.empty();
    }
  }
}
