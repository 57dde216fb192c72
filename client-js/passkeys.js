// Passkeys in browsers (WebAuthn Level 3): creates them, logs in with them by button or autofill,
// and reports changes to the programs that store them. The module depends on the browser, but not
// on your server: pass it the options that REST-auth returns, and send its results to REST-auth.
// README.md has an example. The module stores nothing. One instance of Passkeys serves a page.

/**
 * Options are replaced before they expire, so that a passkey that the user chooses late is still
 * accepted.
 */
const RENEWED_BEFORE_SECONDS = 30;
const RENEWED_AT_LEAST_AFTER_SECONDS = 10;
const RENEWED_AT_MOST_AFTER_SECONDS = 3_600;

/**
 * The error codes by the names of the browsers' exceptions (WebAuthn Level 3, sections 5.1.3 and
 * 5.1.4).
 */
const CODES = {
  AbortError: 'cancelled',
  NotAllowedError: 'not-allowed',
  InvalidStateError: 'already-registered',
  NotSupportedError: 'unsupported',
  ConstraintError: 'unsupported',
  SecurityError: 'wrong-domain',
};

/**
 * The reason why a ceremony ended without a credential. `code` is one of:
 * `unsupported`: the browser or the authenticator does not support the ceremony.
 * `cancelled`: another ceremony began, or your signal aborted this ceremony.
 * `not-allowed`: the user declined, had no passkey, or took too long. Browsers do not report which.
 * `already-registered`: the authenticator already has a passkey of the account.
 * `wrong-domain`: the page's address does not belong to the domain of the passkeys.
 * `failed`: any other reason. `cause` is the browser's exception.
 */
export class PasskeyError extends Error {
  constructor(code, message, cause) {
    super(message, { cause });
    this.name = 'PasskeyError';
    this.code = code;
  }
}

/**
 * Returns whether the browser supports passkeys. Browsers support them only on HTTPS pages and on
 * localhost.
 */
export function supported() {
  return typeof globalThis.PublicKeyCredential === 'function' && globalThis.navigator?.credentials !== undefined;
}

/** Returns whether the browser can offer passkeys in the autofill of a field. Never rejects. */
export async function canAutofill() {
  try {
    return supported() && (await PublicKeyCredential.isConditionalMediationAvailable?.()) === true;
  } catch {
    return false;
  }
}

/**
 * Passkey ceremonies of a page. Only one runs at a time: a new ceremony aborts the pending one,
 * because browsers refuse a second request while autofill waits for the user.
 */
export class Passkeys {
  #controller = new AbortController();
  #ended = Promise.resolve();

  /**
   * Creates a passkey. Returns the credential as JSON.
   *
   * @param options the member `publicKey` of the server's response
   * @throws PasskeyError if the ceremony ends without a credential
   */
  create(options, { signal } = {}) {
    return this.#begin(signal, (ending) => request('create', () => creationOptions(options), ending));
  }

  /**
   * Asks the user for a passkey in a browser dialog. Returns the credential as JSON.
   *
   * @param options the member `publicKey` of the server's response
   * @throws PasskeyError if the ceremony ends without a credential
   */
  get(options, { signal } = {}) {
    return this.#begin(signal, (ending) => request('get', () => requestOptions(options), ending));
  }

  /**
   * Offers passkeys in the autofill of the page's field with `autocomplete="username webauthn"`,
   * until the user chooses a passkey. Returns the credential as JSON, and the options to which it
   * responds.
   *
   * @param begin fetches options, `{ publicKey, expires_in, … }`; called again when the options are
   * about to expire, but only while the page is visible; receives a signal that aborts with the
   * ceremony
   * @throws PasskeyError if the ceremony ends without a credential
   */
  autofill(begin, { signal } = {}) {
    return this.#begin(signal, async (ending) => {
      if (!(await canAutofill())) {
        throw new PasskeyError('unsupported', 'this browser has no passkeys in autofill');
      }
      for (;;) {
        const options = await unlessAborted(ending, begin(ending));
        const round = following(ending);
        const timer = setTimeout(() => round.abort(), 1_000 * secondsUntilRenewal(options.expires_in));
        try {
          const publicKey = () => requestOptions(options.publicKey);
          const credential = await request('get', publicKey, round.signal, { mediation: 'conditional' });
          return { options, credential };
        } catch (e) {
          if (!round.signal.aborted || ending.aborted) {
            throw e;
          }
        } finally {
          clearTimeout(timer);
        }
        await unlessAborted(ending, visible());
      }
    });
  }

  /**
   * Aborts the pending ceremony, if there is one. The ceremony throws a PasskeyError with the code
   * `cancelled`.
   */
  cancel() {
    this.#controller.abort();
    return this.#ended;
  }

  #begin(signal, ceremony) {
    const controller = following(signal);
    const outcome = this.cancel().then(() => ceremony(controller.signal));
    this.#controller = controller;
    // Removes the listener from the caller's signal.
    this.#ended = outcome.catch(() => {}).finally(() => controller.abort());
    return outcome;
  }
}

// Reports to the program that stores a passkey (the Signal API, section 5.1.10), so that it does
// not offer a useless passkey. Each function returns whether the browser passed the report on, and
// never rejects. Few browsers support these reports, and nothing depends on them.

/**
 * Reports a credential that the server refused to register after `create` returned it: `{ rpId,
 * credentialId }`.
 */
export const signalUnknownCredential = (details) => signalled('signalUnknownCredential', details);

/**
 * Reports all remaining passkeys: `{ rpId, userId, allAcceptedCredentialIds }`. Call it after each
 * change.
 */
export const signalAllAcceptedCredentials = (details) => signalled('signalAllAcceptedCredentials', details);

/**
 * Reports the new name of the account: `{ rpId, userId, name, displayName }`. Call it after a
 * rename.
 */
export const signalCurrentUserDetails = (details) => signalled('signalCurrentUserDetails', details);

async function signalled(method, details) {
  try {
    await PublicKeyCredential[method](details);
    return true;
  } catch {
    return false;
  }
}

async function request(method, publicKey, signal, more) {
  if (!supported()) {
    throw new PasskeyError('unsupported', 'this browser has no passkeys');
  }
  try {
    return json(await navigator.credentials[method]({ publicKey: publicKey(), signal, ...more }));
  } catch (e) {
    throw new PasskeyError(CODES[e.name] ?? 'failed', e.message, e);
  }
}

/**
 * Returns a controller that aborts when a signal does. Some browsers that support passkeys lack
 * AbortSignal.any.
 */
function following(signal) {
  const controller = new AbortController();
  if (signal?.aborted) {
    controller.abort();
  }
  signal?.addEventListener('abort', () => controller.abort(), { once: true, signal: controller.signal });
  return controller;
}

/** Waits for a promise, unless the signal aborts first. */
function unlessAborted(signal, promise) {
  const aborted = new Promise((_, reject) => {
    const abort = () => reject(new PasskeyError('cancelled', 'the ceremony was cancelled'));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) {
      abort();
    }
  });
  return Promise.race([aborted, promise]);
}

/** Waits until the page is visible, so that a forgotten page sends no requests to the server. */
async function visible() {
  while (globalThis.document?.hidden) {
    await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
  }
}

function secondsUntilRenewal(expiresIn) {
  const wanted = Math.max(Number(expiresIn) - RENEWED_BEFORE_SECONDS || 0, RENEWED_AT_LEAST_AFTER_SECONDS);
  return Math.min(wanted, RENEWED_AT_MOST_AFTER_SECONDS);
}

// Conversion from and to JSON. Older browsers lack methods for it, and some password managers
// return objects whose toJSON throws. This code omits the results of WebAuthn extensions, which
// REST-auth does not request.

function creationOptions(options) {
  return PublicKeyCredential.parseCreationOptionsFromJSON?.(options) ?? {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: descriptors(options.excludeCredentials),
  };
}

function requestOptions(options) {
  return PublicKeyCredential.parseRequestOptionsFromJSON?.(options) ?? {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: descriptors(options.allowCredentials),
  };
}

function descriptors(credentials = []) {
  return credentials.map((each) => ({ ...each, id: bytes(each.id) }));
}

function json(credential) {
  const whole = attempt(() => credential.toJSON());
  if (whole) {
    return whole;
  }
  const { id, type, authenticatorAttachment } = credential;
  const response = { transports: attempt(() => credential.response.getTransports()) };
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    const value = attempt(() => base64url(credential.response[name]));
    if (value) {
      response[name] = value;
    }
  }
  return { id, rawId: id, type, authenticatorAttachment, response, clientExtensionResults: {} };
}

/** Returns the value, or undefined if reading it fails. */
function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function bytes(text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
}

function base64url(buffer) {
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
