/**
 * Accounts: registering, reading and closing them and changing their passwords, what operators do
 * to them, and accounts for tests.
 *
 * <p>Owns the rules for user names, the cache of accounts for token checks, and the commands
 * {@code restauth user} and {@code restauth dev}. Start reading at
 * {@link dev.restauth.account.AccountRoutes}, then {@link dev.restauth.account.UserOperations}.
 */
@NullMarked
package dev.restauth.account;

import org.jspecify.annotations.NullMarked;
