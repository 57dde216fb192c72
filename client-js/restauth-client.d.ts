/** The claims of a valid token (RFC 9068, section 2.2). Times are seconds since 1970. */
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
  /** Scope names, separated by spaces (see `hasScope`). */
  readonly scope: string;
  /** The number of the rights at the time of issue. A missing number means 0. */
  readonly rgt?: number;
  /** The roles of the account, if the server's operator has turned on roles in tokens. */
  readonly roles?: readonly string[];
  /**
   * The administrator who acts as the subject (see `actorOf`). Missing in the subject's own tokens.
   */
  readonly act?: { readonly sub: string; readonly [claim: string]: unknown };
  /**
   * The personal key for which the token was issued (see `keyIdOf`). Missing in the token of a
   * log-in.
   */
  readonly key_id?: string;
  /**
   * The id of the organization in which the token acts. Use this id, and never a parameter of the
   * request.
   */
  readonly org?: string;
  /** The account's role in that organization. */
  readonly org_role?: string;
  readonly [claim: string]: unknown;
}

export interface Options {
  /** The audience that tokens must have, instead of the server's own. */
  audience?: string;
  /**
   * The treatment of tokens while the feed is stale. `goOnFor` is in seconds. The default is
   * `'refuse'`.
   */
  whenStale?: 'refuse' | 'ask-server' | { goOnFor: number };
  /**
   * The seconds for which a token is still accepted after its `exp`, at most 60. The default is 0.
   */
  leeway?: number;
  /** The seconds for which `connect` waits, at most 3,600. The default is 10. */
  connectWithin?: number;
  /** The maximum number of tokens in the cache of checked signatures. The default is 16,384. */
  remembered?: number;
  /**
   * Allows an `http` URL of another machine. Attackers on the network path can then read the
   * service key.
   */
  insecurelyOverPlainHttp?: boolean;
}

/** Thrown if `connect` fails. The message gives the reason, and contains no secret. */
export class NotConnectedError extends Error {
  readonly reason: 'key-refused' | 'scope-missing' | 'no-feed' | 'unreachable';
}

/**
 * Thrown by `requireScope`, `requireRole`, `requireOrganization`, `requireNoActor` and
 * `requireNoKey`. Answer with 403 and the error's headers (RFC 6750, section 3.1), which contain
 * `insufficient_scope`. The error contains no secret.
 */
export class InsufficientScopeError extends Error {
  readonly status: 403;
  readonly headers: { readonly 'www-authenticate': string };
}

/**
 * Thrown by `requireAuthentication`. Answer with 401 and the error's headers (RFC 9470, section 3),
 * which contain `insufficient_user_authentication`. The error contains no secret.
 */
export class StepUpRequiredError extends Error {
  readonly status: 401;
  readonly headers: { readonly 'www-authenticate': string };
}

/**
 * Returns whether the claims have the given scope.
 *
 * @throws TypeError if the text is not a single scope (RFC 6749, section 3.3)
 */
export function hasScope(claims: Claims, scope: string): boolean;

/**
 * Returns whether the claims name the given role.
 *
 * @throws TypeError if the role has characters that a scope must not have
 */
export function hasRole(claims: Claims, role: string): boolean;

/**
 * Requires that the claims have the given scope.
 *
 * @throws InsufficientScopeError if they lack the scope
 * @throws TypeError if the text is not a single scope (RFC 6749, section 3.3)
 */
export function requireScope(claims: Claims, scope: string): void;

/**
 * Requires that the claims name the given role.
 *
 * @throws InsufficientScopeError if they do not name the role
 * @throws TypeError if the role has characters that a scope must not have
 */
export function requireRole(claims: Claims, role: string): void;

/**
 * Returns the account of the administrator who acts as the subject (RFC 8693, section 4.1), or
 * undefined for the subject's own tokens.
 */
export function actorOf(claims: Claims): string | undefined;

/**
 * Requires that the subject itself uses the token. Call this function before each change, because
 * an administrator who acts as another user may only read.
 *
 * @throws InsufficientScopeError if an administrator acts as the subject
 */
export function requireNoActor(claims: Claims): void;

/**
 * Returns the id of the personal key for which the token was issued, or undefined for the token of
 * a log-in.
 */
export function keyIdOf(claims: Claims): string | undefined;

/**
 * Requires that the token stems from a log-in, not from a personal key. Call this function before
 * changes that a user should make in person.
 *
 * @throws InsufficientScopeError if the token was issued for a key
 */
export function requireNoKey(claims: Claims): void;

/**
 * Requires that the class of the authentication is at least `acr`, and that the log-in is recent.
 * `claims.acr` is the class: `1` for one factor, `2` for two, `phr` and `phrh` for two factors that
 * resist phishing. The class is undefined for keys and for administrators who act as others.
 * `claims.amr` contains the methods (RFC 8176).
 *
 * @param maxAge the longest time since the log-in, in seconds; the clocks may differ by a minute
 * @throws StepUpRequiredError if the authentication does not suffice
 * @throws TypeError if the class does not exist, or the age is not a positive whole number
 */
export function requireAuthentication(
  claims: Claims, acr: '1' | '2' | 'phr' | 'phrh', maxAge: number, now?: number,
): void;

/**
 * Requires that the token acts in an organization, and returns the organization's id.
 *
 * @throws InsufficientScopeError if the token acts in no organization
 */
export function requireOrganization(claims: Claims): string;

/** The claims of a valid token, or the status and the headers of your response. */
export type Verdict =
  | { readonly claims: Claims; readonly status: 200; readonly headers: Readonly<Record<string, string>> }
  | { readonly claims: null; readonly status: 401 | 503; readonly headers: Readonly<Record<string, string>> };

/**
 * A verifier of tokens, which works until it is closed. One verifier serves a whole application.
 */
export interface Verifier {
  /** Returns the claims of a token if it is valid now, and null otherwise. Never rejects. */
  verify(token: string): Promise<Claims | null>;
  /**
   * Verifies a token like `verify`. If the token is refused, the verdict contains your response:
   * 401 if the client sent no token or needs another one, and 503 if the verifier cannot determine
   * now whether the token was revoked. Never rejects.
   */
  judge(token: string | null | undefined): Promise<Verdict>;
  /** True if the verifier has received all revocations that are older than three seconds. */
  readonly fresh: boolean;
  /** The last problem with the feed, for log messages. */
  readonly trouble: string;
  /** Closes the connection. After that no token is valid. */
  close(): void;
}

/**
 * Connects, and waits until the verifier has received all revocations.
 *
 * @param url the URL of the server, such as https://auth.example.com
 * @param serviceKey a service key with the scope `revocations:read`
 * @throws NotConnectedError if the server refuses the connection, or is not ready in time
 * @throws TypeError if the URL, the key or an option is invalid
 */
export function connect(url: string, serviceKey: string, options?: Options): Promise<Verifier>;
