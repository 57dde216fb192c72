package dev.restauth.passkey;

import dev.restauth.http.VisibleText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A passkey, or security key, as another server has stored it.
 *
 * @param domain the passkey's RP ID, if the other server names the RP ID
 * @param credentialId the authenticator's
 * @param publicKey a COSE_Key (RFC 9052 section 7) in CBOR
 * @param model the AAGUID of the authenticator
 * @param userHandle the name that the account had for the authenticator; empty if it is not known
 * @param name the name by which the user recognises it
 * @param transports how browsers reach the authenticator
 * @param counter the signature counter
 * @param alone whether the other server accepted the passkey without a password
 * @param verified whether the user was verified when it was created, as far as it is known
 * @param flags whether it may be synchronised, and whether it is; empty if the other server does not say so
 * @param createdAt the time of its creation, if it is known
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ImportedPasskey(
    Optional<String> domain,
    byte[] credentialId,
    byte[] publicKey,
    UUID model,
    byte[] userHandle,
    String name,
    List<String> transports,
    long counter,
    boolean alone,
    boolean verified,
    Optional<BackupFlags> flags,
    Optional<Instant> createdAt) {
  private static final int ID_AT_MOST = 1_023;
  private static final int KEY_AT_MOST = 600;

  /** The maximum length of a user handle, in bytes (WebAuthn Level 3, section 5.4.3). */
  static final int HANDLE_AT_MOST = 64;

  private static final int NAME_AT_MOST = 64;
  private static final int TRANSPORTS_AT_MOST = 8;
  private static final long COUNTER_AT_MOST = 0xffff_ffffL;
  private static final Pattern TRANSPORT = Pattern.compile("[a-z-]{1,20}");

  /**
   * Flags about synchronisation (WebAuthn Level 3, section 6.1.3).
   *
   * @param eligible whether it may be synchronised between devices
   * @param backedUp whether it is
   */
  public record BackupFlags(boolean eligible, boolean backedUp) {}

  /** Replaces a name that a user could not have chosen at this server, and drops unusual transports. */
  public ImportedPasskey {
    name = VisibleText.label(name, NAME_AT_MOST).orElse("Passkey");
    transports =
        transports.stream()
            .filter(each -> TRANSPORT.matcher(each).matches())
            .limit(TRANSPORTS_AT_MOST)
            .toList();
  }

  /** Returns whether all parts have a length and a range that WebAuthn allows. */
  boolean isBounded() {
    return credentialId.length > 0
        && credentialId.length <= ID_AT_MOST
        && publicKey.length <= KEY_AT_MOST
        && userHandle.length <= HANDLE_AT_MOST
        && counter >= 0
        && counter <= COUNTER_AT_MOST;
  }

  /** Returns the same passkey with this domain, if the passkey names no domain. */
  ImportedPasskey of(Optional<String> usual) {
    return domain.isPresent()
        ? this
        : new ImportedPasskey(
            usual,
            credentialId,
            publicKey,
            model,
            userHandle,
            name,
            transports,
            counter,
            alone,
            verified,
            flags,
            createdAt);
  }

  /** Shows no members, because all members describe a person's devices. */
  @Override
  public String toString() {
    return "ImportedPasskey[]";
  }
}
