/**
 * Roles: named sets of scopes, and the accounts that have them. Also owns the numbers of changes of rights, by which
 * older tokens are recognised as outdated, and the attributes that administrators give to accounts.
 *
 * <p>Start reading at {@link dev.restauth.role.Roles}, which changes rights, and {@link dev.restauth.role.Rights}, from
 * which tokens are issued.
 */
@NullMarked
package dev.restauth.role;

import org.jspecify.annotations.NullMarked;
