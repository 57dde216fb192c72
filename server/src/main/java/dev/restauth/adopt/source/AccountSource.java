package dev.restauth.adopt.source;

import dev.restauth.job.Progress;

/**
 * A system whose accounts are imported. The accounts are read as a stream, so that memory does not
 * grow with their number.
 */
public interface AccountSource {

  /** Receives the entries of the source in order. */
  interface Sink {
    /** Receives an account. */
    void account(SourceAccount account);

    /**
     * Receives an entry that cannot be imported.
     *
     * @param which the name, the id or the line by which the operator can find the entry
     * @param reason a few words without a secret, such as {@code it has no user name}
     */
    void refused(String which, String reason);

    /**
     * Stores a secret that hashes of the source share.
     *
     * @return the name by which hashes refer to the secret, of letters and digits. Equal secrets
     *     have equal names
     */
    String addSecret(byte[] secret);
  }

  /**
   * Returns the highest id that may be imported, or 0 if the source cannot tell before it is read
   * to the end. Accounts that are registered during the import get higher ids.
   */
  default long highestId() {
    return 0;
  }

  /**
   * Reads the whole source.
   *
   * @throws UnreadableSource if the source cannot be read to the end. The entries that the sink has
   *     already received remain valid
   */
  void read(Sink sink, Progress progress);
}
