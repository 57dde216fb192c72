/**
 * Accounts: registering, reading, changing the password, closing; what operators do to them, and
 * accounts for tests.
 *
 * <p>Owns the rules for user names, the cache of accounts that token checks read, and the words
 * {@code restauth user} and {@code restauth dev}. Start reading at {@link
 * dev.restauth.account.AccountRoutes}, then {@link dev.restauth.account.UserOperations}.
 */
@NullMarked
package dev.restauth.account;

import org.jspecify.annotations.NullMarked;
