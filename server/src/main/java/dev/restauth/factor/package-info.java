/**
 * Second factors of accounts: enrolling, checking and removing authenticator apps (TOTP) and
 * recovery codes.
 *
 * <p>Start reading at {@link dev.restauth.factor.FactorCheck}, which every log-in to an account
 * with a factor uses, and {@link dev.restauth.factor.OwnFactors}. docs/factors.md describes factors
 * for users.
 */
@NullMarked
package dev.restauth.factor;

import org.jspecify.annotations.NullMarked;
