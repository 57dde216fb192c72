package dev.restauth.organization;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Roles of members, in ascending order of power. */
enum OrganizationRole {
  /** May see the organisation and its members. */
  MEMBER,
  /**
   * May also change the organisation, and may invite, change and remove members other than owners.
   */
  ADMIN,
  /** May also make other members owners, and delete the organisation. */
  OWNER;

  /** The names of all roles, for error messages. */
  static final String NAMES =
      Arrays.stream(values()).map(OrganizationRole::text).collect(Collectors.joining(", "));

  /** Returns the name of the role, as it is stored. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the role with that name. */
  static Optional<OrganizationRole> of(String text) {
    return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
  }

  /** Returns whether this role has less power than another. */
  boolean isBelow(OrganizationRole other) {
    return compareTo(other) < 0;
  }
}
