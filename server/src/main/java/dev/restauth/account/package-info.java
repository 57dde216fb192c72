/**
 * Accounts: registering, reading, changing the password, closing.
 *
 * <p>Owns the rules for user names and the cache of accounts that token checks read. May call {@code
 * store}, {@code password}, {@code json} and, from its routes, {@code http}. Start reading at {@link
 * dev.restauth.account.AccountRoutes}.
 */
@NullMarked
package dev.restauth.account;

import org.jspecify.annotations.NullMarked;
