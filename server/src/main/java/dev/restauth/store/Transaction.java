package dev.restauth.store;

import java.time.Instant;
import java.util.List;

/** One transaction's view of every aggregate. Valid only inside the call that received it. */
public interface Transaction {

  /** The accounts. */
  AccountStore accounts();

  /** The keys that sign tokens. */
  SigningKeyStore signingKeys();

  /** The sessions. */
  SessionStore sessions();

  /** What was revoked before it expired. */
  RevocationStore revocations();

  /** The refresh tokens. */
  RefreshTokenStore refreshTokens();

  /** The keys of services. */
  ServiceKeyStore serviceKeys();

  /** From where accounts were logged in to. */
  KnownAddressStore knownAddresses();

  /** Log-ins that failed. */
  LoginFailureStore loginFailures();

  /** The accounts that came from other systems. */
  AdoptedAccountStore adoptedAccounts();

  /** Those systems. */
  AdoptedSourceStore adoptedSources();

  /** What others have to hear of. */
  ChangeStore changes();

  /**
   * What this transaction has changed so far of that which others may remember; they are told of it by
   * the same commit.
   */
  List<Change> announced();

  /** Single values the server keeps about itself. */
  PropertyStore properties();

  /**
   * The time by the database, which is the same for all who share one; to the microsecond. An embedded
   * database has the clock of this process.
   */
  Instant now();
}
