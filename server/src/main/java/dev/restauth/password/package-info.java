/**
 * Passwords: their preparation (RFC 8265), the rules for new ones, the bounded engine that hashes
 * and checks them with Argon2id (RFC 9106) on threads of its own, and {@code restauth
 * build-blocklist} and {@code restauth tune-passwords}.
 *
 * <p>It calls {@code crypto}, libargon2, Bouncy Castle and nbvcxz, and for operators {@code cli},
 * {@code config}, {@code control}, {@code feature}, {@code job} and {@code log}. It knows no
 * accounts, and of {@code http} only the settings that say where the server is. Start reading at {@link dev.restauth.password.PasswordHasher}; {@link
 * dev.restauth.password.PasswordPolicy} is for setting a password ({@code GuessabilityCheck} has the rule
 * of its blocklist), {@link dev.restauth.password.PreparedPassword} for checking one.
 */
@NullMarked
package dev.restauth.password;

import org.jspecify.annotations.NullMarked;
