// Passkeys in browsers (WebAuthn Level 3): creates them, logs in with them by button or by autofill, and reports changes
// to the programs that store them. It knows the browser, not your server: give it the options that REST-auth returns, and
// send what it returns to REST-auth. README.md has an example. It stores nothing; one instance of Passkeys serves a page.

/** Options are replaced before they expire, so that a passkey that is chosen late still counts. */
const RENEWED_BEFORE_SECONDS = 30;
const RENEWED_AT_LEAST_AFTER_SECONDS = 10;
const RENEWED_AT_MOST_AFTER_SECONDS = 3_600;

/** The codes of errors by the names of what browsers throw (WebAuthn Level 3, sections 5.1.3 and 5.1.4). */
const CODES = {
  AbortError: 'cancelled',
  NotAllowedError: 'not-allowed',
  InvalidStateError: 'already-registered',
  NotSupportedError: 'unsupported',
  ConstraintError: 'unsupported',
  SecurityError: 'wrong-domain',
};

/**
 * Says why a ceremony ended without a credential. `code` is one of:
 * `unsupported` the browser or the authenticator cannot do it;
 * `cancelled` another ceremony began, or your signal aborted this one;
 * `not-allowed` the user declined, had no passkey, or took too long: browsers do not say which;
 * `already-registered` the authenticator has a passkey of this account;
 * `wrong-domain` the page's address does not belong to the domain of the passkeys;
 * `failed` anything else; `cause` is what the browser threw.
 */
export class PasskeyError extends Error {
  constructor(code, message, cause) {
    super(message, { cause });
    this.name = 'PasskeyError';
    this.code = code;
  }
}

/** Returns whether the browser has passkeys. It does not on pages that came by plain HTTP, but for localhost. */
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
 * Ceremonies of a page, one at a time: each begins by ending the one that waits, because browsers refuse a second request
 * while autofill waits for the user.
 */
export class Passkeys {
  #controller = new AbortController();
  #ended = Promise.resolve();

  /**
   * Creates a passkey. Returns the credential as JSON.
   *
   * @param options the member `publicKey` of the server's answer
   * @throws PasskeyError
   */
  create(options, { signal } = {}) {
    return this.#begin(signal, (ending) => request('create', () => creationOptions(options), ending));
  }

  /**
   * Asks the user for a passkey, in a window of the browser. Returns the credential as JSON.
   *
   * @param options the member `publicKey` of the server's answer
   * @throws PasskeyError
   */
  get(options, { signal } = {}) {
    return this.#begin(signal, (ending) => request('get', () => requestOptions(options), ending));
  }

  /**
   * Offers passkeys in the autofill of the page's field with `autocomplete="username webauthn"`, until the user chooses
   * one. Returns the credential as JSON, and the options that it answers.
   *
   * @param begin fetches options, `{ publicKey, expires_in, … }`, and fetches new ones whenever they are about to expire
   *     while the page is visible; gets a signal that aborts with the ceremony
   * @throws PasskeyError
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

  /** Ends the ceremony that waits, if there is one: it throws a PasskeyError with the code `cancelled`. */
  cancel() {
    this.#controller.abort();
    return this.#ended;
  }

  #begin(signal, ceremony) {
    const controller = following(signal);
    const outcome = this.cancel().then(() => ceremony(controller.signal));
    this.#controller = controller;
    this.#ended = outcome.catch(() => {}).finally(() => controller.abort()); // lets go of the caller's signal
    return outcome;
  }
}

// Reports to the program that stores a passkey (the Signal API, section 5.1.10), so that it offers no passkey in vain. Each
// returns whether the browser passed it on, and never rejects: few browsers have it, and nothing depends on it.

/** Call it if the server refused to register what `create` returned: `{ rpId, credentialId }`. */
export const signalUnknownCredential = (details) => signalled('signalUnknownCredential', details);

/** Call it after each change, with all passkeys that are left: `{ rpId, userId, allAcceptedCredentialIds }`. */
export const signalAllAcceptedCredentials = (details) => signalled('signalAllAcceptedCredentials', details);

/** Call it after the account was renamed: `{ rpId, userId, name, displayName }`. */
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

/** Returns a controller that aborts when a signal does. AbortSignal.any is younger than passkeys. */
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

/** Waits until somebody can see the page: a forgotten one asks the server for nothing. */
async function visible() {
  while (globalThis.document?.hidden) {
    await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
  }
}

function secondsUntilRenewal(expiresIn) {
  const wanted = Math.max(Number(expiresIn) - RENEWED_BEFORE_SECONDS || 0, RENEWED_AT_LEAST_AFTER_SECONDS);
  return Math.min(wanted, RENEWED_AT_MOST_AFTER_SECONDS);
}

// JSON. Older browsers lack the methods, and password managers that take the browser's place return objects whose toJSON
// throws. Without them there are no results of WebAuthn extensions, for which REST-auth does not ask.

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
