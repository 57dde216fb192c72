/**
 * Passwords: their preparation (RFC 8265), the rules for new ones, the bounded engine that hashes
 * and checks them with Argon2id (RFC 9106) on threads of its own, and {@code restauth
 * build-blocklist} and {@code restauth tune-passwords}.
 *
 * <p>It calls {@code crypto}, libargon2, Bouncy Castle and nbvcxz, and for operators {@code cli},
 * {@code config}, {@code control}, {@code feature}, {@code job} and {@code log}. It does not depend
 * on accounts, and on {@code http} only for the settings of the server's address. Start reading at
 * {@link dev.restauth.password.PasswordHasher}; {@link dev.restauth.password.PasswordPolicy} checks
 * a new password ({@code GuessabilityCheck} has the rule of its blocklist), and {@link
 * dev.restauth.password.PreparedPassword} prepares a password for checking.
 */
@NullMarked
package dev.restauth.password;

import org.jspecify.annotations.NullMarked;
