package dev.restauth.listener.http2;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A request that is complete, or refused before it was.
 *
 * @param target the path, and the query where there is one
 * @param authority the pseudo-header field of that name
 * @param fields without pseudo-header fields
 * @param gone whether nobody waits for the answer any more; any thread may ask
 * @param refusal which bound it breaks; then the fields may be missing, and the body is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Request(
    String method,
    String target,
    Optional<String> authority,
    List<Field> fields,
    byte[] body,
    BooleanSupplier gone,
    Optional<Refusal> refusal) {

  /** Why a request is refused before it is looked at. */
  public enum Refusal {
    FIELDS_TOO_LARGE,
    TARGET_TOO_LONG,
    BODY_TOO_LARGE
  }

  /** Gives answers. Thread-safe: each request has a thread of its own. */
  public interface Handler {
    Response answer(Request request);
  }
}
