package dev.restauth.passkey;

import dev.restauth.assurance.ProofMethod;
import dev.restauth.passkey.PasskeyCeremonies.Used;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A row of the table {@code passkey}.
 *
 * @param id ours
 * @param credentialId the authenticator's
 * @param userHandle the name that the account had for the authenticator when the passkey was created; empty if another
 *     server created it and did not say
 * @param data the attested credential data, which include the public key
 * @param name the name by which the user recognises it
 * @param model the AAGUID of the authenticator
 * @param transports how browsers reach the authenticator, as they reported it
 * @param counter the highest signature counter so far
 * @param verified whether the user was verified when it was created
 * @param backupEligible whether it may be synchronised between devices
 * @param backedUp whether it was synchronised when it was last used
 * @param flagsKnown whether these two are known; those of a passkey that another server created may not be, until it is
 *     used here
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

  /** Returns the same passkey with this time of creation. */
  Passkey createdAt(Instant now) {
    return with(userHandle, backupEligible, backedUp, flagsKnown, now);
  }

  /**
   * Returns the same passkey, completed by its first use here with what the other server did not say.
   *
   * @param presented the user handle that came with this use
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
   * Returns whether this counter may follow the stored one (section 7.2 step 22). Authenticators without a counter
   * always send 0.
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

  /** Shows only the id, because the rest describes a person's devices. */
  @Override
  public String toString() {
    return "Passkey[id=" + id + "]";
  }
}
