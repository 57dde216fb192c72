package dev.restauth.outbound;

import java.util.Locale;

/** Reasons for calling another server, which its figures are counted by. */
public enum CallKind {
  /** The keys of a client, at its {@code jwks_uri}. */
  JWKS_URI,
  /** A client is notified of a log-out (OpenID Connect Back-Channel Logout 1.0). */
  BACKCHANNEL_LOGOUT,
  /** Traces are sent to the operator's collector. */
  TRACES;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
