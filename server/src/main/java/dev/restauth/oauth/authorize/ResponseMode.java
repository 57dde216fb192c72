package dev.restauth.oauth.authorize;

import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A way in which the parameters of an answer reach the client (OAuth 2.0 Multiple Response Type
 * Encoding Practices).
 */
interface ResponseMode {
  /** All modes. */
  List<ResponseMode> ALL = List.of(new QueryMode(), new FormPostMode());

  /** The default mode, if the request names none. */
  ResponseMode USUAL = ALL.getFirst();

  /** Returns the value of {@code response_mode}. */
  String name();

  /** Returns whether an answer can be sent to this redirect URI in this mode. */
  boolean suits(String redirectUri);

  /**
   * Returns the answer for the browser.
   *
   * @param redirectUri a registered redirect URI
   */
  Answer send(Call call, String redirectUri, Map<String, String> parameters);

  /** Returns the mode with that name; empty if it is not supported. */
  static Optional<ResponseMode> named(String name) {
    return ALL.stream().filter(mode -> mode.name().equals(name)).findFirst();
  }
}
