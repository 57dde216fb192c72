package dev.restauth.token;

import dev.restauth.store.Change;
import java.util.Optional;

/**
 * A key that signs tokens was added or removed, or is to sign at another time.
 *
 * @param kid its id; empty for all of them
 */
public record SigningKeyChanged(String kid) {
  /** The name of this kind of change. */
  public static final String KIND = "signing_key";

  /** As it is announced. */
  public Change change() {
    return new Change(KIND, kid, 0);
  }

  /** From what was announced; empty if that is of another kind. */
  public static Optional<SigningKeyChanged> of(Change change) {
    return change.is(KIND)
        ? Optional.of(new SigningKeyChanged(change.subject()))
        : Optional.empty();
  }
}
