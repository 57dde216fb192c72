package dev.restauth.organization;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonWriter;
import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;

/** Statements on the table {@code organization}. Each call is atomic. */
record OrganizationRows(Transaction tx) {
  private static final JsonReader READER = new JsonReader(JsonBounds.USUAL);
  private static final String COLUMNS =
      " organization.id, organization.name, organization.slug, organization.attributes,"
          + " organization.created_at ";

  private static final String BY_SLUG = "SELECT" + COLUMNS + "FROM organization ";

  /** A character that sorts after all characters of slugs. */
  private static final String AFTER_SLUGS = "~";

  /**
   * Adds an organisation, unless its slug is taken. Returns whether the organisation was added.
   */
  boolean add(Organization organization) {
    return tx.sql()
            .change(
                "INSERT INTO organization (id, name, slug, attributes, created_at)"
                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (slug) DO NOTHING",
                organization.id(),
                organization.name(),
                organization.slug(),
                text(organization.attributes()),
                organization.createdAt())
        > 0;
  }

  Optional<Organization> find(String id) {
    return tx.sql()
        .one(
            "SELECT" + COLUMNS + "FROM organization WHERE id = ?",
            OrganizationRows::organization,
            id);
  }

  Optional<Organization> findBySlug(String slug) {
    return tx.sql()
        .one(
            "SELECT" + COLUMNS + "FROM organization WHERE slug = ?",
            OrganizationRows::organization,
            slug);
  }

  /** An organisation, and an account's role in it. */
  record Own(Organization organization, OrganizationRole role) {}

  /** Returns the organisations in which an account is a member, in the order of their ids. */
  List<Own> of(long accountId) {
    return tx.sql()
        .all(
            "SELECT"
                + COLUMNS
                + ", organization_member.role FROM organization_member JOIN organization"
                + " ON organization.id = organization_member.organization_id"
                + " WHERE organization_member.account_id = ? ORDER BY organization.id",
            row -> new Own(organization(row), MemberRows.role(row)),
            accountId);
  }

  /**
   * Returns organisations in the order of their ids.
   *
   * @param after only organisations with higher ids are returned
   */
  List<Organization> after(String after, long atMost) {
    return tx.sql()
        .all(
            "SELECT" + COLUMNS + "FROM organization WHERE id > ? ORDER BY id LIMIT ?",
            OrganizationRows::organization,
            after,
            atMost);
  }

  /**
   * Returns organisations whose slugs have a prefix, in the order of the bytes of their slugs.
   *
   * @param prefix a text that consists of characters allowed in slugs
   * @param after only organisations whose slugs come after this one are returned
   */
  List<Organization> withPrefix(String prefix, String after, long atMost) {
    return tx.sql()
        .all(
            BY_SLUG + "WHERE slug >= ? AND slug > ? AND slug < ? ORDER BY slug LIMIT ?",
            BY_SLUG
                + "WHERE slug COLLATE \"C\" >= ? AND slug COLLATE \"C\" > ?"
                + " AND slug COLLATE \"C\" < ? ORDER BY slug COLLATE \"C\" LIMIT ?",
            OrganizationRows::organization,
            prefix,
            after,
            prefix + AFTER_SLUGS,
            atMost);
  }

  /** Returns whether another organisation has the slug. */
  boolean isTaken(String slug, String exceptId) {
    return findBySlug(slug).filter(found -> !found.id().equals(exceptId)).isPresent();
  }

  /** Stores the name, the slug and the attributes. The slug must be free. */
  void replace(Organization organization) {
    tx.sql()
        .change(
            "UPDATE organization SET name = ?, slug = ?, attributes = ? WHERE id = ?",
            organization.name(),
            organization.slug(),
            text(organization.attributes()),
            organization.id());
  }

  /** Removes an organisation, which must have no members. */
  void remove(String id) {
    tx.sql().change("DELETE FROM organization WHERE id = ?", id);
  }

  static String text(JsonObject attributes) {
    return JsonWriter.text(json -> attributes.members().forEach(json::member));
  }

  private static Organization organization(Row row) {
    return new Organization(
        row.text("id"),
        row.text("name"),
        row.text("slug"),
        (JsonObject) READER.read(row.text("attributes")),
        row.instant("created_at"));
  }
}
