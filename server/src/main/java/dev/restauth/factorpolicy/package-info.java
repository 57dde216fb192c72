/**
 * The policy that decides which accounts must have a second factor: no accounts, the accounts of
 * administrators, or the accounts of all people. Every log-in and every check of a token or key
 * uses this policy.
 *
 * <p>Start reading at {@link dev.restauth.factorpolicy.RequiredFactors}.
 */
@NullMarked
package dev.restauth.factorpolicy;

import org.jspecify.annotations.NullMarked;
