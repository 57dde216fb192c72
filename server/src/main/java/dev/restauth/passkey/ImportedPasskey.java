package dev.restauth.passkey;

import dev.restauth.http.VisibleText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A passkey or security key, as stored by another server.
 *
 * @param domain the passkey's RP ID, if the other server provides it
 * @param credentialId the id that the authenticator has given to the credential
 * @param publicKey a COSE_Key (RFC 9052 section 7) in CBOR
 * @param model the AAGUID of the authenticator
 * @param userHandle the user handle, with which the authenticator identifies the account; empty if
 *     it is unknown
 * @param name the name by which the user recognizes the passkey
 * @param transports the ways in which browsers can reach the authenticator
 * @param counter the signature counter
 * @param alone whether the other server accepted the passkey without a password
 * @param verified whether the user is known to have been verified at the creation of the passkey
 * @param flags the backup flags; empty if the other server does not provide them
 * @param createdAt the time of the creation, if it is known
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
   * Backup flags (WebAuthn Level 3, section 6.1.3). Passkeys that are backed up can be synchronized
   * between devices.
   *
   * @param eligible whether the passkey can be backed up
   * @param backedUp whether the passkey is backed up
   */
  public record BackupFlags(boolean eligible, boolean backedUp) {}

  /**
   * Replaces a name that a user could not have chosen on this server, and drops unusual transports.
   */
  public ImportedPasskey {
    name = VisibleText.label(name, NAME_AT_MOST).orElse("Passkey");
    transports =
        transports.stream()
            .filter(each -> TRANSPORT.matcher(each).matches())
            .limit(TRANSPORTS_AT_MOST)
            .toList();
  }

  /** Returns whether all parts have lengths and ranges that WebAuthn allows. */
  boolean isBounded() {
    return credentialId.length > 0
        && credentialId.length <= ID_AT_MOST
        && publicKey.length <= KEY_AT_MOST
        && userHandle.length <= HANDLE_AT_MOST
        && counter >= 0
        && counter <= COUNTER_AT_MOST;
  }

  /** Returns the passkey with the given domain, unless it already has a domain. */
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

  /** Returns a text without any member, because all members describe a person's devices. */
  @Override
  public String toString() {
    return "ImportedPasskey[]";
  }
}
