/**
 * Passkeys (WebAuthn Level 3): their registration, use and removal.
 *
 * <p>Start reading at {@code PasskeyCeremonies}, the only class that uses the WebAuthn library, and
 * at {@code PasskeyLogins}. docs/passkeys.md describes passkeys for users.
 */
@NullMarked
package dev.restauth.passkey;

import org.jspecify.annotations.NullMarked;
