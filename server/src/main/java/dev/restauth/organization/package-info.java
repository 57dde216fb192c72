/**
 * Organisations: groups of accounts, each with owners, administrators and members. Owns the tables {@code
 * organization}, {@code organization_member}, {@code organization_role} and {@code organization_invitation}. A token
 * acts in one organisation at most; {@code token} reads the rights there with {@link
 * dev.restauth.role.OrganizationRights}. Start reading at {@code Organizations} and {@code Members}; {@code Standing}
 * determines who may do what.
 */
@NullMarked
package dev.restauth.organization;

import org.jspecify.annotations.NullMarked;
