package dev.restauth.oauth.authentication;

import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Client.AuthenticationMethod;

/** A way in which clients authenticate. Thread-safe. */
interface AuthenticationWay {
  /** Returns the method for which a client must be registered to authenticate in this way. */
  AuthenticationMethod method();

  /** Returns whether a request contains credentials for this way, even if they are malformed. */
  boolean isIn(ClientRequest request);

  /**
   * Reads the credentials of a request. The request must contain credentials for this way, and for
   * no other.
   */
  Presented read(ClientRequest request);

  /** The credentials in a request. */
  sealed interface Presented {
    /**
     * Well-formed credentials.
     *
     * @param clientId the id of the client that the credentials name
     * @param proof checks whether the credentials belong to that client; called once, and only if
     *     the client is registered for this way
     */
    record Credentials(String clientId, Proof proof) implements Presented {}

    /** A malformed request. */
    record Malformed(String why) implements Presented {}

    /** Credentials that cannot belong to any client. */
    record Invalid() implements Presented {}
  }

  /** Checks credentials. */
  @FunctionalInterface
  interface Proof {
    /** Returns whether the credentials belong to this client. */
    boolean of(Client client);
  }
}
