/**
 * Passkeys (WebAuthn Level 3): their registration, use and removal.
 *
 * <p>Start reading at {@code PasskeyCeremonies}, the only class that uses the library that verifies them, and at {@code
 * PasskeyLogins}. docs/passkeys.md is for users.
 */
@NullMarked
package dev.restauth.passkey;

import org.jspecify.annotations.NullMarked;
