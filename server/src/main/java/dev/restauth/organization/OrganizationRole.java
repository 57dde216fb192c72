package dev.restauth.organization;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Roles of members, from the least power to the most. */
enum OrganizationRole {
  /** Sees the organisation and its members. */
  MEMBER,
  /** Changes the organisation, and invites, changes and removes all but owners. */
  ADMIN,
  /** Does all of this, makes other members owners, and deletes the organisation. */
  OWNER;

  /** All names, for messages. */
  static final String NAMES =
      Arrays.stream(values()).map(OrganizationRole::text).collect(Collectors.joining(", "));

  /** Returns its name, as it is stored. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the role of that name. */
  static Optional<OrganizationRole> of(String text) {
    return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
  }

  /** Returns whether this role has less power than another. */
  boolean isBelow(OrganizationRole other) {
    return compareTo(other) < 0;
  }
}
