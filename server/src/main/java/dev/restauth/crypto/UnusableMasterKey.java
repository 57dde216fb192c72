package dev.restauth.crypto;

/**
 * Thrown if there is no usable master key. The message gives the reason in one line and does not
 * contain the key.
 */
public final class UnusableMasterKey extends RuntimeException {
  UnusableMasterKey(String message) {
    super(message);
  }
}
