/** The claims of a token that counts (RFC 9068 section 2.2). Times are seconds since 1970. */
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
  readonly scope: string;
  readonly [claim: string]: unknown;
}

export interface Options {
  /** For whom tokens must be, in place of the server's own audience. */
  audience?: string;
  /** What becomes of tokens while the server is not heard; seconds. By default `'refuse'`. */
  whenStale?: 'refuse' | 'ask-server' | { goOnFor: number };
  /** For how many seconds after its `exp` a token still counts, at most 60. By default 0. */
  leeway?: number;
  /** How many seconds `connect` waits, at most 3,600. By default 10. */
  connectWithin?: number;
  /** How many tokens are remembered whose signature was checked. By default 16,384. */
  remembered?: number;
  /** Allows a URL of `http` that is not this machine's: whoever is on the way reads the service key. */
  insecurelyOverPlainHttp?: boolean;
}

/** Why `connect` failed. Nothing secret is in it. */
export class NotConnectedError extends Error {
  readonly reason: 'key-refused' | 'scope-missing' | 'no-feed' | 'unreachable';
}

/** Checks tokens until it is closed; one serves a whole application. */
export interface Verifier {
  /** The claims of a token that counts now, or null for whichever reason. Never rejects. */
  verify(token: string): Promise<Claims | null>;
  /** Whether all that was revoked is known here, up to three seconds ago. */
  readonly fresh: boolean;
  /** What went wrong last with the feed, for people. */
  readonly trouble: string;
  /** Ends the connection; after it nothing counts. */
  close(): void;
}

/**
 * Connects, and waits until the server has told what is revoked.
 *
 * @param url such as https://auth.example.com
 * @param serviceKey a key with the scope `revocations:read`
 * @throws NotConnectedError where the server does not let us, or does not answer in time
 * @throws TypeError where the URL, the key or an option cannot be one
 */
export function connect(url: string, serviceKey: string, options?: Options): Promise<Verifier>;
