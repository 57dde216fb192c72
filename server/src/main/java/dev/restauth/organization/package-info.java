/**
 * Organisations: groups of accounts, each with owners, administrators and members. Owns the tables {@code organization},
 * {@code organization_member} and {@code organization_role}. A token acts in one organisation at most; {@code token}
 * reads the rights there by {@link dev.restauth.role.OrganizationRights}. Start reading at {@code Organizations} and
 * {@code Members}, and for who may do what at {@code Standing}.
 */
@NullMarked
package dev.restauth.organization;

import org.jspecify.annotations.NullMarked;
