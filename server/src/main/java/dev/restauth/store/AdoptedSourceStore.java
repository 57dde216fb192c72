package dev.restauth.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The systems that accounts came from. Each call is atomic. */
public interface AdoptedSourceStore {

  /**
   * Tokens of a source that are accepted.
   *
   * @param sourceId whose
   * @param algorithm the one that they are signed with, and no other (RFC 7518 section 3.1)
   * @param sealedKey what signed them, sealed
   * @param until from then on none is accepted; to the microsecond
   */
  @SuppressWarnings("ArrayRecordComponent") // not compared
  record TokenAcceptance(long sourceId, String algorithm, byte[] sealedKey, Instant until) {
    /** Without the key. */
    @Override
    public String toString() {
      return "TokenAcceptance[sourceId=" + sourceId + ", until=" + until + "]";
    }
  }

  /** The source of that name, made at {@code at} if there is none yet. */
  long idOf(String name, Instant at);

  /** The source of that name, or empty. */
  Optional<Long> find(String name);

  /** The name of a source, or empty. */
  Optional<String> nameOf(long sourceId);

  /** Has everybody hear that accounts came from it. */
  void brought(long sourceId);

  /** From now on its tokens are accepted as said here, and no longer as said before. */
  void accept(TokenAcceptance acceptance);

  /** Those whose tokens are accepted, or once were. */
  List<TokenAcceptance> acceptances();

  /**
   * Keeps a secret that hashes share, unless there is one of that name.
   *
   * @param sealed under the master key
   */
  void keepSecret(String name, byte[] sealed);

  /** Puts the same secret, sealed otherwise, in the place of the sealed one. */
  void resealSecret(String name, byte[] sealed);

  /** The sealed secrets by name. */
  Map<String, byte[]> secrets();
}
