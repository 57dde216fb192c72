package dev.restauth.passkey;

import dev.restauth.config.Config;
import dev.restauth.crypto.RandomIds;
import dev.restauth.job.Lazy;
import dev.restauth.store.SchemaFloor;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;

/**
 * Stores the passkeys of accounts that are imported from another system. The owners get no notice,
 * because they registered these passkeys in the other system. Thread-safe.
 */
public final class ImportedPasskeys {
  /**
   * The first schema version that supports passkeys. A program with an older schema would treat an
   * account without an authenticator app as an account without a factor.
   */
  private static final int KNOWN_SINCE = 14;

  private final Optional<RelyingParty> party;
  private final Lazy<PasskeyCeremonies> ceremonies;
  private final RandomIds ids = new RandomIds();

  /** Creates the importer of passkeys for the domain in these settings. */
  public ImportedPasskeys(Config config) {
    this.party = RelyingParty.of(config);
    this.ceremonies = new Lazy<>(() -> new PasskeyCeremonies(party.orElseThrow()));
  }

  /**
   * Returns a short reason why a passkey cannot be imported; empty if it can be imported.
   *
   * @param usual the domain to assume for passkeys whose source does not provide a domain
   */
  public Optional<String> obstacle(ImportedPasskey passkey, Optional<String> usual) {
    Optional<String> domain = passkey.of(usual).domain();
    if (domain.isEmpty()) {
      return Optional.of("name its domain with --passkey-domain");
    }
    if (party.isEmpty()) {
      return Optional.of("this server does not know the domain of its passkeys");
    }
    if (!party.get().id().equals(domain.get())) {
      return Optional.of("its domain is " + domain.get() + ", here it is " + party.get().id());
    }
    return attested(passkey).isPresent()
        ? Optional.empty()
        : Optional.of("its key is malformed, or of a kind that is not supported");
  }

  private Optional<byte[]> attested(ImportedPasskey passkey) {
    return passkey.isBounded()
        ? ceremonies.get().attested(passkey.model(), passkey.credentialId(), passkey.publicKey())
        : Optional.empty();
  }

  /**
   * Stores the passkeys of an account. The same transaction must have created the account, and
   * marked it as having a factor. A passkey that another account already has is left out. Both
   * accounts still count as accounts with a factor.
   *
   * @param passkeys the passkeys; for each of them, {@link #obstacle} must return empty
   */
  public void add(Transaction tx, long accountId, List<ImportedPasskey> passkeys) {
    if (passkeys.isEmpty()) {
      return;
    }
    SchemaFloor.raise(tx, KNOWN_SINCE);
    party.orElseThrow().store(tx);
    for (ImportedPasskey passkey : passkeys) {
      var _ =
          new PasskeyRows(tx)
              .add(
                  new Passkey(
                      ids.next(),
                      accountId,
                      passkey.credentialId(),
                      passkey.userHandle(),
                      attested(passkey).orElseThrow(),
                      passkey.name(),
                      passkey.model().toString(),
                      passkey.transports(),
                      passkey.counter(),
                      passkey.alone() || passkey.verified(),
                      passkey.flags().filter(ImportedPasskey.BackupFlags::eligible).isPresent(),
                      passkey.flags().filter(ImportedPasskey.BackupFlags::backedUp).isPresent(),
                      passkey.flags().isPresent(),
                      passkey.createdAt().orElseGet(tx::now),
                      Optional.empty()));
    }
  }
}
