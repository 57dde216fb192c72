/**
 * Accounts: registration, look-up, closing, password changes, the operators' operations on
 * accounts, and test accounts.
 *
 * <p>This package owns the rules for user names, the cache of accounts for token checks, and the
 * commands {@code restauth user} and {@code restauth dev}. Start reading at {@link
 * dev.restauth.account.AccountRoutes}, then {@link dev.restauth.account.UserOperations}.
 */
@NullMarked
package dev.restauth.account;

import org.jspecify.annotations.NullMarked;
