package dev.restauth.outbound;

import io.netty.handler.ssl.NotSslRecordException;
import java.util.Objects;

/** Reasons for failed TLS handshakes, in one line. */
final class TlsFailures {
  private static final int LONGEST = 200;

  private TlsFailures() {}

  /**
   * Returns the message of the innermost cause, because only that message says what is wrong with a
   * certificate.
   */
  static String reason(Throwable failure) {
    String reason = "";
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof NotSslRecordException) { // its message contains the received bytes
        return "TLS failed: the server does not answer with TLS";
      }
      reason = Objects.requireNonNullElse(each.getMessage(), reason);
    }
    String line = reason.replaceAll("[^ -~]+", " ").strip();
    return "TLS failed: " + (line.length() > LONGEST ? line.substring(0, LONGEST) : line);
  }
}
