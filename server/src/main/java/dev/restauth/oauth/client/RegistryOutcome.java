package dev.restauth.oauth.client;

import dev.restauth.oauth.client.ClientRegistry.Shown;
import java.util.Optional;

/** The outcome of a change to the client registry. */
sealed interface RegistryOutcome {
  /**
   * The change is stored durably.
   *
   * @param client the client after the change, or before its removal
   * @param secret the new secret, if the change created one; it cannot be shown again later
   */
  record Done(Shown client, Optional<String> secret) implements RegistryOutcome {
    /** Returns a text without the secret. */
    @Override
    public String toString() {
      return "Done[client=" + client + "]";
    }
  }

  /** The change was refused, and the client is unchanged. */
  enum Refused implements RegistryOutcome {
    /** A client with this id exists, or the id belongs to the server itself. */
    ID_TAKEN,
    /** The maximum number of clients already exists. */
    TOO_MANY,
    /** The client or secret does not exist. */
    UNKNOWN,
    /** The client is in the configuration file. */
    CONFIGURED,
    /** The client is not in the expected state. */
    STALE,
    /** The client does not authenticate with a secret. */
    HAS_NO_SECRETS,
    /** The client already has two secrets. */
    TOO_MANY_SECRETS
  }
}
