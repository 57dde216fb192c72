package dev.restauth.profile;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.FieldNames;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;

/** The routes {@code GET} and {@code PATCH /api/me}, for the caller's account. */
record ProfileRoutes(OwnProfile profiles) implements RouteTable.Routes {

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.GET, "/api/me", Access.PROFILE, this::show)
        .route(Method.PATCH, "/api/me", Access.USER, this::patch);
  }

  private Answer show(Call call) {
    OwnProfile.State state =
        profiles.find(call.user().accountId()).orElseThrow(CallerRevokedException::new);
    return Answer.json(200, state::write).withEntityTag(state.tag(), call);
  }

  private Answer patch(Call call) {
    JsonBody body = call.json().only(ProfileMember.names());
    return switch (profiles.patch(call.user(), body.members(), call::isMatched)) {
      case OwnProfile.Outcome.Changed(OwnProfile.State state) ->
          Answer.json(200, state::write).with(FieldNames.ETAG, "\"" + state.tag() + "\"");
      case OwnProfile.Outcome.Stale stale ->
          Answer.problem(
              ProblemType.PRECONDITION_FAILED.because(
                  "The account has changed since the version in If-Match. Nothing was done: read it again, then"
                      + " decide."));
      case OwnProfile.Outcome.Gone gone -> throw new CallerRevokedException();
    };
  }
}
