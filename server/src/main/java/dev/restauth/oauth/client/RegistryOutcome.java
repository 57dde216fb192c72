package dev.restauth.oauth.client;

import dev.restauth.oauth.client.ClientRegistry.Shown;
import java.util.Optional;

/** The outcome of a change to the client registry. */
sealed interface RegistryOutcome {
  /**
   * The change is stored durably.
   *
   * @param client the client after the change, or before its removal
   * @param secret the new secret, if the change created a secret; it cannot be read again later
   */
  record Done(Shown client, Optional<String> secret) implements RegistryOutcome {
    /** Omits the secret. */
    @Override
    public String toString() {
      return "Done[client=" + client + "]";
    }
  }

  /** The client has not changed. */
  enum Refused implements RegistryOutcome {
    /** A client with this id exists, or the id belongs to the server. */
    ID_TAKEN,
    /** The maximum number of clients is reached. */
    TOO_MANY,
    /** No such client or secret exists. */
    UNKNOWN,
    /** The client is in the configuration file. */
    CONFIGURED,
    /** The client is not in the expected state. */
    STALE,
    /** The client does not authenticate by a secret. */
    HAS_NO_SECRETS,
    /** The client has two secrets already. */
    TOO_MANY_SECRETS
  }
}
