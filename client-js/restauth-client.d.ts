/** The claims of a valid token (RFC 9068 section 2.2). Times are seconds since 1970. */
export interface Claims {
  readonly iss: string;
  readonly aud: string | readonly string[];
  readonly sub: string;
  readonly sid: string;
  readonly jti: string;
  readonly gen: number;
  readonly iat: number;
  readonly exp: number;
  readonly client_id: string;
  /** Names of scopes, separated by spaces: see `hasScope`. */
  readonly scope: string;
  /** The number of the rights that the token was issued with; missing means 0. */
  readonly rgt?: number;
  /** The roles of the account, if the operator of the server chose that tokens name them. */
  readonly roles?: readonly string[];
  /** The administrator who acts as the subject: see `actorOf`. Missing in the subject's own tokens. */
  readonly act?: { readonly sub: string; readonly [claim: string]: unknown };
  /** The personal key for which the token was issued: see `keyIdOf`. Missing in the token of a log-in. */
  readonly key_id?: string;
  /** The id of the organisation in which the token acts. Take it from here, never from a parameter of the request. */
  readonly org?: string;
  /** The role of the account in that organisation. */
  readonly org_role?: string;
  readonly [claim: string]: unknown;
}

export interface Options {
  /** The audience that tokens must have, in place of the server's own. */
  audience?: string;
  /** The treatment of tokens while the feed is stale; `goOnFor` in seconds. By default `'refuse'`. */
  whenStale?: 'refuse' | 'ask-server' | { goOnFor: number };
  /** Seconds after its `exp` for which a token is still accepted, at most 60. By default 0. */
  leeway?: number;
  /** Seconds that `connect` waits, at most 3,600. By default 10. */
  connectWithin?: number;
  /** Number of tokens in the cache of checked signatures. By default 16,384. */
  remembered?: number;
  /** Allows an `http` URL that is not this machine's: attackers on the network path can read the service key. */
  insecurelyOverPlainHttp?: boolean;
}

/** Says why `connect` failed. It contains no secret. */
export class NotConnectedError extends Error {
  readonly reason: 'key-refused' | 'scope-missing' | 'no-feed' | 'unreachable';
}

/**
 * Thrown by `requireScope`, `requireRole`, `requireOrganization`, `requireNoActor` and `requireNoKey`: answer with 403
 * and these headers (RFC 6750 section 3.1), which say `insufficient_scope`. It contains no secret.
 */
export class InsufficientScopeError extends Error {
  readonly status: 403;
  readonly headers: { readonly 'www-authenticate': string };
}

/**
 * Thrown by `requireAuthentication`: answer with 401 and these headers (RFC 9470 section 3), which say
 * `insufficient_user_authentication`. It contains no secret.
 */
export class StepUpRequiredError extends Error {
  readonly status: 401;
  readonly headers: { readonly 'www-authenticate': string };
}

/**
 * Returns whether the claims have that scope.
 *
 * @throws TypeError if it is not a single scope (RFC 6749 section 3.3)
 */
export function hasScope(claims: Claims, scope: string): boolean;

/**
 * Returns whether the claims name that role.
 *
 * @throws TypeError if its characters are not those of a scope
 */
export function hasRole(claims: Claims, role: string): boolean;

/**
 * Requires that the claims have that scope.
 *
 * @throws InsufficientScopeError if they do not have it
 * @throws TypeError if it is not a single scope (RFC 6749 section 3.3)
 */
export function requireScope(claims: Claims, scope: string): void;

/**
 * Requires that the claims name that role.
 *
 * @throws InsufficientScopeError if they do not name it
 * @throws TypeError if its characters are not those of a scope
 */
export function requireRole(claims: Claims, role: string): void;

/**
 * Returns the account of the administrator who acts as the subject (RFC 8693 section 4.1); undefined for the subject's
 * own tokens.
 */
export function actorOf(claims: Claims): string | undefined;

/**
 * Requires that the subject itself uses the token. Call it before each change: an administrator who acts as another
 * user may only read.
 *
 * @throws InsufficientScopeError if an administrator acts as the subject
 */
export function requireNoActor(claims: Claims): void;

/** Returns the id of the personal key for which the token was issued; undefined for the token of a log-in. */
export function keyIdOf(claims: Claims): string | undefined;

/**
 * Requires that the token stems from a log-in, not from a personal key. Call it before changes that a user should make
 * in person.
 *
 * @throws InsufficientScopeError if the token was issued for a key
 */
export function requireNoKey(claims: Claims): void;

/**
 * Requires that the class of the authentication is at least `acr`, and the log-in not too long ago. `claims.acr` is the
 * class: `1` for one factor, `2` for two, `phr` and `phrh` for two that resist phishing; undefined for keys and for
 * administrators who act as others. `claims.amr` has the methods (RFC 8176).
 *
 * @param maxAge the longest time since the log-in, in seconds; a difference of a minute between the clocks is allowed
 * @throws StepUpRequiredError if not
 * @throws TypeError if there is no such class, or the age is not a positive whole number
 */
export function requireAuthentication(
  claims: Claims, acr: '1' | '2' | 'phr' | 'phrh', maxAge: number, now?: number,
): void;

/**
 * Requires that the token acts in an organisation, and returns its id.
 *
 * @throws InsufficientScopeError if it acts in none
 */
export function requireOrganization(claims: Claims): string;

/** The claims of a valid token, or the status and the headers of your answer. */
export type Verdict =
  | { readonly claims: Claims; readonly status: 200; readonly headers: Readonly<Record<string, string>> }
  | { readonly claims: null; readonly status: 401 | 503; readonly headers: Readonly<Record<string, string>> };

/** Verifies tokens until it is closed; one verifier serves a whole application. */
export interface Verifier {
  /** Returns the claims of a token that is valid now, otherwise null, for any reason. Never rejects. */
  verify(token: string): Promise<Claims | null>;
  /**
   * Verifies like `verify`, and says what to answer if the token is refused: 401 if the client needs another token, also
   * if it sent none, and 503 if it is unknown now whether the token was revoked. Never rejects.
   */
  judge(token: string | null | undefined): Promise<Verdict>;
  /** Returns whether all revocations up to three seconds ago have been received. */
  readonly fresh: boolean;
  /** The last problem with the feed, for log messages. */
  readonly trouble: string;
  /** Ends the connection; after that no token is valid. */
  close(): void;
}

/**
 * Connects, and waits until all revocations have been received.
 *
 * @param url the URL of the server, such as https://auth.example.com
 * @param serviceKey a service key with the scope `revocations:read`
 * @throws NotConnectedError if the server refuses the connection, or is not ready in time
 * @throws TypeError if the URL, the key or an option is invalid
 */
export function connect(url: string, serviceKey: string, options?: Options): Promise<Verifier>;
