package dev.restauth.adopt.source;

import dev.restauth.job.Progress;

/** A system whose accounts are imported. It is read as a stream: memory does not grow with its size. */
public interface AccountSource {

  /** Receives the entries of the source in order. */
  interface Sink {
    /** Receives an account. */
    void account(SourceAccount account);

    /**
     * Receives an entry that cannot be imported.
     *
     * @param which the name, the id or the line with which the operator can find it
     * @param reason a few words such as {@code it has no user name}; no secret
     */
    void refused(String which, String reason);

    /**
     * Stores a secret that hashes of the source share.
     *
     * @return the name by which hashes refer to it, letters and digits; equal secrets have equal names
     */
    String addSecret(byte[] secret);
  }

  /**
   * Returns the highest id that may be imported, or 0 if it is unknown until everything has been read. Accounts registered
   * during the import get ids above it.
   */
  default long highestId() {
    return 0;
  }

  /**
   * Reads the whole source.
   *
   * @throws UnreadableSource if it cannot be read to the end; entries sent before that stay valid
   */
  void read(Sink sink, Progress progress);
}
