package dev.restauth.oauth.authentication;

import dev.restauth.oauth.client.Client;

/** The outcome of {@link ClientAuthentication#authenticate}. */
public sealed interface ClientOutcome {
  /**
   * A registered client that has authenticated with its registered method. A public client has only
   * sent its id.
   */
  record Known(Client client) implements ClientOutcome {}

  /**
   * The server's own client. The request names either no client or the id of the server's own
   * client.
   */
  record OwnClient() implements ClientOutcome {}

  /**
   * The client is unknown, or did not authenticate: {@code invalid_client}.
   *
   * @param why a description for developers, in ASCII without quotes and without any text that the
   *     client sent
   */
  record Refused(String why) implements ClientOutcome {}

  /**
   * The request cannot be understood: {@code invalid_request}.
   *
   * @param why a description for developers, in ASCII without quotes and without any text that the
   *     client sent
   */
  record Malformed(String why) implements ClientOutcome {}
}
