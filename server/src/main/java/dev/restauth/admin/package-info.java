/**
 * What an operator does to the accounts and the database, and finds out about the machine, by {@code
 * restauth} commands, and how a blocklist is made.
 *
 * <p>Owns the operations and how they answer; calls the account, password and store packages, and adds
 * itself to {@link dev.restauth.control.Operations}. Start reading at {@link
 * dev.restauth.admin.UserOperations}.
 */
@NullMarked
package dev.restauth.admin;

import org.jspecify.annotations.NullMarked;
