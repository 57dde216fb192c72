/**
 * Roles: named sets of scopes, and the accounts that have them. This package also owns the
 * attributes that administrators give to accounts, and the numbers of rights changes, which show
 * that older tokens are outdated.
 *
 * <p>Start reading at {@link dev.restauth.role.Roles}, which changes rights, and {@link
 * dev.restauth.role.Rights}, from which tokens are issued.
 */
@NullMarked
package dev.restauth.role;

import org.jspecify.annotations.NullMarked;
