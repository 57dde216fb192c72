package dev.restauth.personalkey;

import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Call;
import dev.restauth.http.JsonBody;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.json.JsonValue;
import dev.restauth.personalkey.PersonalKeys.Wanted;
import dev.restauth.role.Names;
import dev.restauth.role.OrganizationRights;
import dev.restauth.role.Rights;
import dev.restauth.role.RoleFeature;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.regex.Pattern;

/**
 * Reads requests for new keys.
 *
 * @param rights reads the rights of an account, by account id
 * @param organizations reads the rights of an account in an organisation
 */
public record KeyRequests(LongFunction<Rights> rights, OrganizationRights.Source organizations) {
  private static final int NAME_AT_MOST = 64;
  private static final String NAME = "name";
  private static final String SCOPES = "scopes";
  private static final String EXPIRES_IN = "expires_in";
  private static final String ORGANIZATION = "organization";
  private static final String HOLDER = "This account";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22}");

  /**
   * Reads the body.
   *
   * @throws ProblemException 400 if the body has an unknown member
   */
  public static JsonBody body(Call call) {
    return call.json().only(NAME, SCOPES, EXPIRES_IN, ORGANIZATION, "current_password");
  }

  /**
   * Reads the members of the body, and checks the account's rights.
   *
   * @param accountId the account to which the key will belong
   * @throws ProblemException 400 if a member is invalid; 403 if the account does not hold one of
   *     the scopes; 404 if the account is not a member of the organisation
   */
  Wanted read(JsonBody body, long accountId) {
    Wanted wanted = parse(body);
    requireHeld(wanted.scopes(), held(accountId, wanted.organization()).grantable(), HOLDER);
    return wanted;
  }

  /**
   * Reads the members of the body, without checking rights.
   *
   * @throws ProblemException 400 if a member is invalid, 404 if no organisation can have that id
   */
  public static Wanted parse(JsonBody body) {
    String name = body.label(NAME, NAME_AT_MOST);
    long days = body.findNumber(EXPIRES_IN, 1, PersonalKeys.DAYS_AT_MOST).orElse(PersonalKeys.DAYS);
    Set<String> scopes = scopes(body.findStrings(SCOPES));
    Optional<String> organization = organization(body);
    // A database may refuse other texts, for example texts with a zero byte.
    if (organization.filter(text -> !ID.matcher(text).matches()).isPresent()) {
      throw notAMember();
    }
    return new Wanted(name, scopes, days, organization);
  }

  /** Reads the organisation. As in answers, null means that there is none. */
  private static Optional<String> organization(JsonBody body) {
    return body.members()
        .member(ORGANIZATION)
        .filter(value -> !(value instanceof JsonValue.Null))
        .map(_ -> body.string(ORGANIZATION));
  }

  private static Set<String> scopes(Optional<List<String>> wanted) {
    List<String> names = wanted.orElse(List.of(AdministrativeScope.API));
    String all = String.join(" ", names);
    if (names.isEmpty()
        || all.length() > RoleFeature.CLAIM_BYTES
        || Names.parse(all).filter(parsed -> parsed.containsAll(names)).isEmpty()) {
      throw new ProblemException(
          ProblemType.INVALID_MEMBER.because(
              "The member \"scopes\" must have at least one name, and "
                  + RoleFeature.CLAIM_BYTES
                  + " characters at most, with a space between names; "
                  + Names.RULE
                  + "."));
    }
    return Set.copyOf(names);
  }

  private Rights held(long accountId, Optional<String> organization) {
    Rights own = rights.apply(accountId);
    return organization
        .map(
            id ->
                organizations.find(accountId, id).map(own::in).orElseThrow(KeyRequests::notAMember))
        .orElse(own);
  }

  private static ProblemException notAMember() {
    return new ProblemException(
        ProblemType.NOT_FOUND.because(
            "There is no such organisation, or this account is not a member of it."));
  }

  /**
   * Checks the scopes of a key.
   *
   * @param held the scopes that the account may give to a key
   * @param holder the words that name the account in the refusal
   * @throws ProblemException 403 if a scope is administrative or not held
   */
  public static void requireHeld(Set<String> scopes, Set<String> held, String holder) {
    for (String scope : scopes) {
      if (AdministrativeScope.isOne(scope)) {
        throw new ProblemException(
            ProblemType.INSUFFICIENT_SCOPE.because(
                "A key cannot have an administrative scope, such as \"" + scope + "\"."));
      }
      if (!held.contains(scope)) {
        throw new ProblemException(
            ProblemType.INSUFFICIENT_SCOPE.because(
                holder + " does not hold the scope \"" + scope + "\"."));
      }
    }
  }
}
