package dev.restauth.listener.http2;

import java.util.List;
import java.util.Optional;

/**
 * An answer.
 *
 * @param status three digits
 * @param fields all but the pseudo-header fields, with names in lower case
 * @param body possibly empty
 * @param pieces what is written instead of the body, piece by piece
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Response(int status, List<Field> fields, byte[] body, Optional<Pieces> pieces) {

  /** Takes a piece, and waits until the client has room for it. */
  public interface Reader {
    /**
     * Writes all of this.
     *
     * @throws StreamGoneException where nobody reads it any more
     */
    void write(byte[] bytes);
  }

  /** Writes until there is nothing more to say. */
  public interface Pieces {
    void writeTo(Reader reader);
  }
}
