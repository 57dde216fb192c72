/**
 * Enrols, checks and removes second factors of accounts: authenticator apps (TOTP) and recovery codes.
 *
 * <p>Start reading at {@link dev.restauth.factor.FactorCheck}, which every log-in of an account with a factor goes
 * through, and {@link dev.restauth.factor.OwnFactors}. docs/factors.md is for users.
 */
@NullMarked
package dev.restauth.factor;

import org.jspecify.annotations.NullMarked;
