/**
 * A credential as JSON: a `RegistrationResponseJSON` from `create`, otherwise an
 * `AuthenticationResponseJSON` (WebAuthn Level 3).
 */
export interface CredentialJson {
  readonly id: string;
  readonly rawId: string;
  readonly type: string;
  readonly authenticatorAttachment?: string | null;
  readonly response: { readonly [member: string]: unknown };
  readonly clientExtensionResults: { readonly [extension: string]: unknown };
}

/** The member `publicKey` of the server's response, with binary values in base64url. */
export interface OptionsJson {
  readonly challenge: string;
  readonly [member: string]: unknown;
}

/** The server's response to a request for options. `expires_in` is in seconds. */
export interface Options {
  readonly publicKey: OptionsJson;
  readonly expires_in: number;
}

/** The reason why a ceremony ended without a credential. */
export class PasskeyError extends Error {
  /**
   * `unsupported`: the browser or the authenticator does not support the ceremony.
   * `cancelled`: another ceremony began, or your signal aborted this ceremony.
   * `not-allowed`: the user declined, had no passkey, or took too long. Browsers do not report which.
   * `already-registered`: the authenticator already has a passkey of the account.
   * `wrong-domain`: the page's address does not belong to the domain of the passkeys.
   * `failed`: any other reason. `cause` is the browser's exception.
   */
  readonly code: 'unsupported' | 'cancelled' | 'not-allowed' | 'already-registered' | 'wrong-domain' | 'failed';
}

/**
 * Returns whether the browser supports passkeys. Browsers support them only on HTTPS pages and on
 * localhost.
 */
export function supported(): boolean;

/** Returns whether the browser can offer passkeys in the autofill of a field. Never rejects. */
export function canAutofill(): Promise<boolean>;

/** Passkey ceremonies of a page. Only one runs at a time: a new ceremony aborts the pending one. */
export class Passkeys {
  /**
   * Creates a passkey.
   *
   * @throws PasskeyError if the ceremony ends without a credential
   */
  create(options: OptionsJson, more?: { signal?: AbortSignal }): Promise<CredentialJson>;

  /**
   * Asks the user for a passkey in a browser dialog.
   *
   * @throws PasskeyError if the ceremony ends without a credential
   */
  get(options: OptionsJson, more?: { signal?: AbortSignal }): Promise<CredentialJson>;

  /**
   * Offers passkeys in the autofill of the page's field with `autocomplete="username webauthn"`,
   * until the user chooses a passkey. Returns the credential, and the options to which it responds.
   *
   * @param begin fetches options; called again when the options are about to expire, but only while
   * the page is visible; receives a signal that aborts with the ceremony
   * @throws PasskeyError if the ceremony ends without a credential, and the errors that `begin`
   * throws
   */
  autofill<T extends Options>(
    begin: (signal: AbortSignal) => Promise<T>, more?: { signal?: AbortSignal },
  ): Promise<{ options: T; credential: CredentialJson }>;

  /**
   * Aborts the pending ceremony, if there is one. The ceremony throws a `PasskeyError` with the
   * code `cancelled`.
   */
  cancel(): Promise<void>;
}

/**
 * Reports a credential that the server refused to register after `create` returned it. This
 * function and the next two report to the program that stores the passkey. They return whether the
 * browser passed the report on, and never reject.
 */
export function signalUnknownCredential(details: { rpId: string; credentialId: string }): Promise<boolean>;

/** Reports all remaining passkeys. Call it after each change. */
export function signalAllAcceptedCredentials(
  details: { rpId: string; userId: string; allAcceptedCredentialIds: string[] },
): Promise<boolean>;

/** Reports the new name of the account. Call it after a rename. */
export function signalCurrentUserDetails(
  details: { rpId: string; userId: string; name: string; displayName: string },
): Promise<boolean>;
