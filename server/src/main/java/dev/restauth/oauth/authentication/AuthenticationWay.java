package dev.restauth.oauth.authentication;

import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Client.AuthenticationMethod;

/** A way in which clients authenticate. Thread-safe. */
interface AuthenticationWay {
  /** Returns the method for which a client must be registered. */
  AuthenticationMethod method();

  /** Returns whether a request has credentials for this way, even malformed ones. */
  boolean isIn(ClientRequest request);

  /** Reads the credentials of a request that has credentials for this way, and for no other. */
  Presented read(ClientRequest request);

  /** The credentials in a request. */
  sealed interface Presented {
    /**
     * Well-formed credentials.
     *
     * @param clientId the client that the credentials name
     * @param proof checks whether the credentials prove that client; called once, and only if the client is registered for this
     *     way
     */
    record Credentials(String clientId, Proof proof) implements Presented {}

    /** A malformed request. */
    record Malformed(String why) implements Presented {}

    /** Credentials that no client can have. */
    record Invalid() implements Presented {}
  }

  /** Checks credentials. */
  @FunctionalInterface
  interface Proof {
    /** Returns whether the credentials prove this client. */
    boolean of(Client client);
  }
}
