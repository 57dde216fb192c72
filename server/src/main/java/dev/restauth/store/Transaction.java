package dev.restauth.store;

/** One transaction's view of every aggregate. Valid only inside the call that received it. */
public interface Transaction {

  /** The accounts. */
  AccountStore accounts();

  /** The keys that sign tokens. */
  SigningKeyStore signingKeys();

  /** From where accounts were logged in to. */
  KnownAddressStore knownAddresses();

  /** The accounts that came from other systems. */
  AdoptedAccountStore adoptedAccounts();

  /** Those systems. */
  AdoptedSourceStore adoptedSources();

  /** Single values the server keeps about itself. */
  PropertyStore properties();
}
