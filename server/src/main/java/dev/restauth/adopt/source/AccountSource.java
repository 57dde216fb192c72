package dev.restauth.adopt.source;

import dev.restauth.job.Progress;

/** A system that users come from. Read as a stream: memory does not grow with it. */
public interface AccountSource {

  /** Hears what is found, in the order of the source. */
  interface Sink {
    /** An account. */
    void account(SourceAccount account);

    /**
     * An entry that is no account that could be taken.
     *
     * @param which so that an operator finds it: a name, an id, a line
     * @param reason a few words such as {@code it has no user name}; no secret
     */
    void refused(String which, String reason);

    /**
     * Keeps a secret that hashes of the source share.
     *
     * @return the name under which hashes refer to it, letters and digits; the same for the same secret
     */
    String secret(byte[] secret);
  }

  /**
   * The highest id there that may be kept, 0 where that is not known before all is read. Whoever registers
   * meanwhile gets an id above it.
   */
  default long highestId() {
    return 0;
  }

  /**
   * Reads it all.
   *
   * @throws UnreadableSource where it cannot be read on; what was told before stands
   */
  void read(Sink sink, Progress progress);
}
