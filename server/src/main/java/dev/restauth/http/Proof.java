package dev.restauth.http;

import java.time.Instant;

/**
 * A proof of the user's identity.
 *
 * @param method the method of the proof, such as {@link #PASSWORD}
 * @param at the time of the proof
 */
public record Proof(String method, Instant at) {
  /** The user gave the password. */
  public static final String PASSWORD = "password";

  /** The user gave a code that was mailed to the confirmed address. */
  public static final String EMAIL_CODE = "email-code";
}
