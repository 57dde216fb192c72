/** A credential as JSON: of `create` a `RegistrationResponseJSON`, else an `AuthenticationResponseJSON` (WebAuthn Level 3). */
export interface CredentialJson {
  readonly id: string;
  readonly rawId: string;
  readonly type: string;
  readonly authenticatorAttachment?: string | null;
  readonly response: { readonly [member: string]: unknown };
  readonly clientExtensionResults: { readonly [extension: string]: unknown };
}

/** The member `publicKey` of the server's answer, with binary values in base64url. */
export interface OptionsJson {
  readonly challenge: string;
  readonly [member: string]: unknown;
}

/** The server's answer to a request for options; `expires_in` in seconds. */
export interface Options {
  readonly publicKey: OptionsJson;
  readonly expires_in: number;
}

/** Says why a ceremony ended without a credential. */
export class PasskeyError extends Error {
  /**
   * `unsupported`: the browser or the authenticator cannot do it; `cancelled`: another ceremony began, or your signal
   * aborted this one; `not-allowed`: the user declined, had no passkey, or took too long; `already-registered`: the
   * authenticator has a passkey of this account; `wrong-domain`: the page's address does not belong to the domain of the
   * passkeys; `failed`: anything else. `cause` is what the browser threw.
   */
  readonly code: 'unsupported' | 'cancelled' | 'not-allowed' | 'already-registered' | 'wrong-domain' | 'failed';
}

/** Returns whether the browser has passkeys. It does not on pages that came by plain HTTP, but for localhost. */
export function supported(): boolean;

/** Returns whether the browser can offer passkeys in the autofill of a field. Never rejects. */
export function canAutofill(): Promise<boolean>;

/** Ceremonies of a page, one at a time: each begins by ending the one that waits. */
export class Passkeys {
  /**
   * Creates a passkey.
   *
   * @throws PasskeyError
   */
  create(options: OptionsJson, more?: { signal?: AbortSignal }): Promise<CredentialJson>;

  /**
   * Asks the user for a passkey, in a window of the browser.
   *
   * @throws PasskeyError
   */
  get(options: OptionsJson, more?: { signal?: AbortSignal }): Promise<CredentialJson>;

  /**
   * Offers passkeys in the autofill of the page's field with `autocomplete="username webauthn"`, until the user chooses
   * one. Returns the credential, and the options that it answers.
   *
   * @param begin fetches options, and fetches new ones whenever they are about to expire while the page is visible; gets a
   *     signal that aborts with the ceremony
   * @throws PasskeyError, and what `begin` throws
   */
  autofill<T extends Options>(
    begin: (signal: AbortSignal) => Promise<T>, more?: { signal?: AbortSignal },
  ): Promise<{ options: T; credential: CredentialJson }>;

  /** Ends the ceremony that waits, if there is one: it throws a `PasskeyError` with the code `cancelled`. */
  cancel(): Promise<void>;
}

/**
 * Call it if the server refused to register what `create` returned. This and the next two report to the program that stores
 * a passkey; they return whether the browser passed it on, and never reject.
 */
export function signalUnknownCredential(details: { rpId: string; credentialId: string }): Promise<boolean>;

/** Call it after each change, with all passkeys that are left. */
export function signalAllAcceptedCredentials(
  details: { rpId: string; userId: string; allAcceptedCredentialIds: string[] },
): Promise<boolean>;

/** Call it after the account was renamed. */
export function signalCurrentUserDetails(
  details: { rpId: string; userId: string; name: string; displayName: string },
): Promise<boolean>;
