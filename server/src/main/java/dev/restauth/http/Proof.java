package dev.restauth.http;

import java.time.Instant;

/**
 * What somebody has shown of who she is.
 *
 * @param method how, such as {@link #PASSWORD}
 * @param at when
 */
public record Proof(String method, Instant at) {
  /** She knows the password. */
  public static final String PASSWORD = "password";
}
