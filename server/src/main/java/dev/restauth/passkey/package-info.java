/**
 * Passkeys (WebAuthn Level 3): registering, using and removing them.
 *
 * <p>Start reading at {@code PasskeyCeremonies}, the only class that uses the library that verifies them, and at {@code
 * PasskeyLogins}. docs/passkeys.md is for users.
 */
@NullMarked
package dev.restauth.passkey;

import org.jspecify.annotations.NullMarked;
