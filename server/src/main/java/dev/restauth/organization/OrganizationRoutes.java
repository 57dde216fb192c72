package dev.restauth.organization;

import dev.restauth.account.PasswordConfirmation;
import dev.restauth.crypto.Sha256;
import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonWriter;
import dev.restauth.organization.OrganizationRows.Own;
import dev.restauth.organization.OrganizationSettings.Makers;
import dev.restauth.organization.Organizations.Seen;
import dev.restauth.role.PowerGuard;
import java.util.List;
import java.util.Optional;

/** The routes of organisations. */
record OrganizationRoutes(
    Organizations organizations,
    PasswordConfirmation confirmation,
    PowerGuard guard,
    Refusals refusals,
    Makers makers)
    implements RouteTable.Routes {
  static final String ALL = "/api/organizations";
  static final String ONE = ALL + "/{organization}";

  /** The access for an organisation's members, and for administrators of all organisations. */
  static final Access ACCESS = Access.userOr(AdministrativeScope.ORGS_WRITE);

  @Override
  public void declare(RouteTable table) {
    Access creating =
        makers == Makers.EVERYONE ? ACCESS : Access.administrative(AdministrativeScope.ORGS_WRITE);
    table
        .route(Method.GET, ALL, ACCESS, this::list)
        .route(Method.POST, ALL, creating, guard.guarded(this::create))
        .route(Method.GET, ONE, ACCESS, this::show)
        .route(Method.PATCH, ONE, ACCESS, guard.guarded(this::change))
        .route(Method.DELETE, ONE, ACCESS, guard.guarded(this::delete));
  }

  static String id(Call call) {
    return call.parameter("organization");
  }

  private Answer list(Call call) {
    List<Own> own = organizations.of(Acting.of(call).user().orElseThrow());
    return Answer.json(
        200,
        json -> {
          json.array(
              "organizations",
              array ->
                  own.forEach(
                      each ->
                          array.object(
                              one ->
                                  write(
                                      one,
                                      new Seen(each.organization(), Optional.of(each.role()))))));
          json.nullValue("next");
        });
  }

  private Answer create(Call call) {
    JsonBody body = call.json().only(OrganizationPatch.NAME, OrganizationPatch.SLUG);
    String name = OrganizationPatch.name(body);
    String slug = OrganizationPatch.checkedSlug(body.string(OrganizationPatch.SLUG));
    Acting acting = Acting.of(call);
    return refusals.answer(
        acting,
        organizations.create(
            acting, call.user().accountId(), name, slug, makers == Makers.ADMINISTRATORS),
        made ->
            Answer.json(201, json -> write(json, made))
                .with(FieldNames.LOCATION, call.locationOf(ALL + "/" + made.organization().id())));
  }

  private Answer show(Call call) {
    Acting acting = Acting.of(call);
    return refusals.answer(
        acting,
        organizations.find(acting, id(call)),
        seen -> Answer.json(200, json -> write(json, seen)).withEntityTag(tag(seen), call));
  }

  private Answer change(Call call) {
    Acting acting = Acting.of(call);
    OrganizationPatch patch = OrganizationPatch.read(call.json());
    return refusals.answer(
        acting,
        organizations.change(acting, id(call), patch, seen -> call.isMatched(tag(seen))),
        seen ->
            Answer.json(200, json -> write(json, seen))
                .with(FieldNames.ETAG, "\"" + tag(seen) + "\""));
  }

  /** Deletes an organisation. The route refuses strangers before it asks for the password. */
  private Answer delete(Call call) {
    Acting acting = Acting.of(call);
    return organizations
        .refusalToDelete(acting, id(call))
        .map(refused -> refusals.answer(acting, refused, _ -> Answer.noContent()))
        .or(() -> confirmation.refusal(call, "Deleting an organisation requires the password."))
        .orElseGet(
            () ->
                refusals.answer(
                    acting, organizations.delete(acting, id(call)), _ -> Answer.noContent()));
  }

  private static void write(JsonWriter json, Seen seen) {
    seen.organization().write(json);
    json.text("role", seen.role().map(OrganizationRole::text));
  }

  /** Returns the entity tag. It changes whenever a value in the JSON object changes. */
  private static String tag(Seen seen) {
    return Sha256.textOf(JsonWriter.text(json -> write(json, seen)));
  }
}
