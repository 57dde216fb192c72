package dev.restauth.passkey;

import dev.restauth.assurance.ProofMethod;
import dev.restauth.passkey.PasskeyCeremonies.Used;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A row of the table {@code passkey}.
 *
 * @param id the passkey's id on this server
 * @param credentialId the id that the authenticator has given to the credential
 * @param userHandle the user handle with which the passkey was created; empty if another server
 *     created the passkey and did not provide the handle
 * @param data the attested credential data, including the public key
 * @param name the name by which the user recognizes the passkey
 * @param model the AAGUID of the authenticator
 * @param transports the ways in which browsers can reach the authenticator, as reported by the
 *     browser
 * @param counter the highest signature counter so far
 * @param verified whether the user was verified at the creation of the passkey or at a later use
 * @param backupEligible whether the passkey can be backed up, and synchronized between devices
 * @param backedUp whether the passkey was backed up at its last use
 * @param flagsKnown whether the two backup flags are known. If another server created the passkey,
 *     they may be unknown until the passkey's first use on this server
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Passkey(
    String id,
    long accountId,
    byte[] credentialId,
    byte[] userHandle,
    byte[] data,
    String name,
    String model,
    List<String> transports,
    long counter,
    boolean verified,
    boolean backupEligible,
    boolean backedUp,
    boolean flagsKnown,
    Instant createdAt,
    Optional<Instant> lastUsedAt) {

  PasskeyCeremonies.Stored stored() {
    return new PasskeyCeremonies.Stored(data, verified, backupEligible, backedUp, flagsKnown);
  }

  /** Returns the passkey with the given time of creation. */
  Passkey createdAt(Instant now) {
    return with(userHandle, backupEligible, backedUp, flagsKnown, now);
  }

  /**
   * Returns the passkey with the data that another server did not provide, as determined by the
   * first use on this server.
   *
   * @param presented the user handle that the authenticator sent
   */
  Passkey determinedBy(Used used, Optional<byte[]> presented) {
    byte[] handle =
        userHandle.length > 0
            ? userHandle
            : presented
                .filter(each -> each.length <= ImportedPasskey.HANDLE_AT_MOST)
                .orElse(userHandle);
    return flagsKnown
        ? with(handle, backupEligible, backedUp, true, createdAt)
        : with(handle, used.backupEligible(), used.backedUp(), true, createdAt);
  }

  private Passkey with(
      byte[] handle, boolean eligible, boolean synchronised, boolean known, Instant created) {
    return new Passkey(
        id,
        accountId,
        credentialId,
        handle,
        data,
        name,
        model,
        transports,
        counter,
        verified,
        eligible,
        synchronised,
        known,
        created,
        lastUsedAt);
  }

  /**
   * Returns whether a signature counter may follow the stored counter (WebAuthn Level 3, section
   * 7.2 step 22). Authenticators without a counter always send 0.
   */
  boolean mayFollow(long next) {
    return next > counter || (next == 0 && counter == 0);
  }

  /** Returns the method of a proof with this passkey. */
  ProofMethod method(boolean userVerified) {
    if (backupEligible) {
      return userVerified ? ProofMethod.PASSKEY : ProofMethod.PASSKEY_TOUCH;
    }
    return userVerified ? ProofMethod.DEVICE_PASSKEY : ProofMethod.DEVICE_PASSKEY_TOUCH;
  }

  /** Returns a text with only the id, because the other data describes a person's devices. */
  @Override
  public String toString() {
    return "Passkey[id=" + id + "]";
  }
}
