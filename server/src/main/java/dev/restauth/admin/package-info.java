/**
 * Calls with which administrators find, create, change, disable and close accounts, and manage
 * roles.
 *
 * <p>Start reading at {@link dev.restauth.admin.UserAdministration}, which changes accounts, and
 * {@link dev.restauth.admin.UserSearch}, which finds them.
 */
@NullMarked
package dev.restauth.admin;

import org.jspecify.annotations.NullMarked;
