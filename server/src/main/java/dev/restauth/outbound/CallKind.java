package dev.restauth.outbound;

import java.util.Locale;

/** Reasons for calling another server. The figures (metrics) are separate for each reason. */
public enum CallKind {
  /** Fetches the keys of a client from its {@code jwks_uri}. */
  JWKS_URI,
  /** Notifies a client of a log-out (OpenID Connect Back-Channel Logout 1.0). */
  BACKCHANNEL_LOGOUT,
  /** Sends traces to the operator's collector. */
  TRACES;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
