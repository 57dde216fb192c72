/**
 * Accounts: registering, reading, changing the password, closing; what operators do to them, and
 * accounts for tests.
 *
 * <p>Owns the rules for user names, the cache of accounts that token checks read, and the words
 * {@code restauth user} and {@code restauth dev}. May call {@code store}, {@code password}, {@code
 * json}, from its routes {@code http}, and for operators {@code cli}, {@code config}, {@code
 * control}, {@code feature}, {@code job} and {@code log}. Start reading at {@link
 * dev.restauth.account.AccountRoutes}, then {@link dev.restauth.account.UserOperations}.
 */
@NullMarked
package dev.restauth.account;

import org.jspecify.annotations.NullMarked;
