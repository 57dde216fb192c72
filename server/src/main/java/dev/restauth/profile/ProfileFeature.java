package dev.restauth.profile;

import dev.restauth.email.OwnEmail;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The feature for the caller's own account: {@code GET} and {@code PATCH /api/me}. */
public final class ProfileFeature implements Feature {
  private final OwnProfile profiles;

  /** Creates the feature for the accounts in {@code store}. */
  public ProfileFeature(Store store, OwnEmail email) {
    this.profiles = new OwnProfile(store, email);
  }

  /**
   * Returns the language tag (RFC 5646) that an account's owner has set; empty if the owner has set
   * none.
   */
  public static Optional<String> locale(Transaction tx, long accountId) {
    return Profile.find(tx, accountId).text(Profile.LOCALE);
  }

  /** Returns the display name in a stored profile; empty if the profile has none. */
  public static Optional<String> displayName(Optional<String> stored) {
    return Profile.read(stored).text(Profile.DISPLAY_NAME);
  }

  /**
   * Returns the parts of a profile that administrators can see: the display name, the locale and
   * the attributes.
   */
  public static Shown shown(Transaction tx, long accountId) {
    Profile profile = Profile.find(tx, accountId);
    return new Shown(
        profile.text(Profile.DISPLAY_NAME),
        profile.text(Profile.LOCALE),
        profile.members().member(Profile.ATTRIBUTES));
  }

  /**
   * Returns the standard claims (OpenID Connect Core section 5.1) that an account's owner has set,
   * including {@code name}. If there are any, also returns {@code updated_at}. The result contains
   * no e-mail address.
   */
  public static JsonObject claims(Transaction tx, long accountId) {
    Profile profile = Profile.find(tx, accountId);
    Map<String, JsonValue> claims = new LinkedHashMap<>();
    profile.members().member(Profile.DISPLAY_NAME).ifPresent(name -> claims.put("name", name));
    Stream.concat(Stream.of(Profile.LOCALE), ProfileMember.CLAIMS.stream())
        .forEach(
            name -> profile.members().member(name).ifPresent(value -> claims.put(name, value)));
    if (claims.containsKey(Profile.PHONE_NUMBER)) {
      claims.put("phone_number_verified", new JsonValue.Truth(false)); // numbers are never verified
    }
    new ProfileRows(tx)
        .changedAt(accountId)
        .ifPresent(
            at ->
                claims.put(
                    "updated_at", new JsonValue.Numeral(Long.toString(at.getEpochSecond()), true)));
    return new JsonObject(claims);
  }

  /** The parts of a profile that administrators can see. */
  public record Shown(
      Optional<String> displayName, Optional<String> locale, Optional<JsonValue> attributes) {
    /** Returns a text without the values. */
    @Override
    public String toString() {
      return "Shown[]";
    }
  }

  /**
   * Replaces the display name of an account. The transaction must have locked the account row.
   *
   * @param name a string, or null to remove the name
   * @throws dev.restauth.http.ProblemException if the name violates the rule for display names
   * @return whether the name has changed
   */
  public static boolean setDisplayName(Transaction tx, long accountId, JsonValue name) {
    Profile before = Profile.find(tx, accountId);
    Profile after =
        ProfileMember.patched(before, new JsonObject(Map.of(Profile.DISPLAY_NAME, name)));
    if (!after.equals(before)) {
      OwnProfile.store(tx, accountId, after);
    }
    return !after.equals(before);
  }

  @Override
  public void erase(Transaction tx, long accountId, String username) {
    new ProfileRows(tx).erase(accountId);
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new ProfileRoutes(profiles));
  }
}
