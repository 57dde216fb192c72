/**
 * Organisations: groups of accounts, each with owners, administrators and members. This package
 * owns the tables {@code organization}, {@code organization_member}, {@code organization_role} and
 * {@code organization_invitation}. A token acts in at most one organisation. The package {@code
 * token} reads the rights of a member through {@link dev.restauth.role.OrganizationRights}.
 *
 * <p>Start reading at {@code Organizations} and {@code Members}. {@code Standing} decides what a
 * caller may do.
 */
@NullMarked
package dev.restauth.organization;

import org.jspecify.annotations.NullMarked;
