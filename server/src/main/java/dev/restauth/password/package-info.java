/**
 * Passwords: their preparation (RFC 8265), the rules for new passwords, and hashing. The hasher
 * computes and checks Argon2id hashes (RFC 9106) on a limited number of dedicated threads. The
 * commands {@code restauth build-blocklist} and {@code restauth tune-passwords} also belong to this
 * package.
 *
 * <p>It calls libargon2, Bouncy Castle and nbvcxz; ARCHITECTURE.md lists the packages that it
 * calls. It does not depend on accounts, and uses {@code http} only for the settings of the
 * server's address. Start reading at {@link dev.restauth.password.PasswordHasher}. {@link
 * dev.restauth.password.PasswordPolicy} checks a new password, with the blocklist rule of {@code
 * GuessabilityCheck}. {@link dev.restauth.password.PreparedPassword} prepares a password for
 * checking.
 */
@NullMarked
package dev.restauth.password;

import org.jspecify.annotations.NullMarked;
