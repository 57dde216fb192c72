package dev.restauth.token;

import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.JsonBody;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.session.LiveSession;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The organisation that a client requests in the query parameter {@code organization}. */
public record AskedOrganization(Optional<String> id) {
  private static final String ORGANIZATION = "organization";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22}");

  /**
   * Reads the query parameter.
   *
   * @param scopes the requested scopes
   * @throws ProblemException if the parameter occurs twice, or together with administrative scopes
   */
  static AskedOrganization read(Call call, Optional<Set<String>> scopes) {
    return of(call.query(ORGANIZATION), scopes);
  }

  /**
   * Reads the member {@code organization} of a JSON body. The rules are the same as for the query
   * parameter.
   *
   * @throws ProblemException if a client may not request the organisation together with these
   *     scopes
   */
  public static AskedOrganization read(JsonBody body, Optional<Set<String>> scopes) {
    return of(body.find(ORGANIZATION).stream().toList(), scopes);
  }

  private static AskedOrganization of(List<String> values, Optional<Set<String>> scopes) {
    if (values.size() > 1) {
      throw new ProblemException(
          ProblemType.INVALID_PARAMETER.because(
              "The parameter \"organization\" may be given once."));
    }
    if (!values.isEmpty() && scopes.filter(AdministrativeScope::isAmong).isPresent()) {
      throw new ProblemException(
          ProblemType.INVALID_PARAMETER.because(
              "Administrative scopes are not granted in an organisation. Ask for them in a separate"
                  + " request, without the parameter \"organization\"."));
    }
    return new AskedOrganization(values.stream().findFirst());
  }

  /**
   * Requires that the account is a member of the organisation. Throws the same problem for an
   * organisation that does not exist, so that clients cannot find out which organisations exist.
   */
  void requireMember(TokenIssuer issuer, long accountId) {
    // Only a text in the form of an id is looked up. A database may refuse other texts, such as one
    // with a zero byte.
    if (id.isPresent()
        && !(ID.matcher(id.get()).matches() && issuer.isMember(accountId, id.get()))) {
      throw new ProblemException(
          ProblemType.NOT_FOUND.because(
              "There is no such organisation, or this account is not a member of it."));
    }
  }

  /**
   * Requires that the presented token may move its session to the organisation.
   *
   * @param passwordOnly whether clients get new tokens only in exchange for a password
   */
  void requireMayEnter(LiveSession session, Caller.Presented presented, boolean passwordOnly) {
    if (id.isEmpty() || id.equals(session.organization())) {
      return;
    }
    // A narrowed token cannot move its session, because the session's other tokens would move too.
    // A narrowed session, such as an administrative session, cannot move either, because its scopes
    // were not requested for this organisation. A session that acts in an organisation stays in it.
    // A personal key always acts in the organisation that its owner chose.
    if (session.organization().isPresent()
        || session.scope().isPresent()
        || passwordOnly
        || presented.narrowed()) {
      throw new ProblemException(
          ProblemType.PASSWORD_REQUIRED.because(
              "This token cannot be exchanged for a token of this organisation."
                  + " Send user name and password with HTTP Basic."));
    }
  }
}
