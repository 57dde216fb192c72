package dev.restauth.crypto;

/** There is no master key to work with; the message says why in one line, without the key. */
public final class UnusableMasterKey extends RuntimeException {
  UnusableMasterKey(String message) {
    super(message);
  }
}
