package dev.restauth.web;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.job.Lazy;
import dev.restauth.page.StaticFile;

/**
 * The page on which users log in with passkeys and manage their passkeys, and the scripts of this
 * page. The page and the scripts are the same for all users. The scripts call this server as any
 * front end does, without special rights. Each file is read when a client first requests it.
 */
final class PasskeyPageRoutes implements RouteTable.Routes {
  /** Allows caching for a short time, because an upgrade of the program changes the scripts. */
  private static final String CACHE_CONTROL = "max-age=300";

  private static final String PAGE = "/passkeys";

  /** The page on which users manage their second factors, in the language of their browser. */
  private static final String FACTORS = "/account/factors";

  private final Lazy<StaticFile> script =
      script("passkeys/api.js", "passkeys/dialogs.js", "passkeys/page.js");

  /** The script of client-js for passkeys, which the build copies to the class path. */
  private final Lazy<StaticFile> module = script("passkeys/passkeys.js");

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.GET, "/.well-known/passkey-endpoints", Access.ALL, this::endpoints)
        .page(Method.GET, PAGE, PasskeyPageRoutes::page)
        .route(Method.GET, PasskeyPageView.SCRIPT, Access.ALL, call -> answer(script, call))
        .route(Method.GET, "/passkeys/passkeys.js", Access.ALL, call -> answer(module, call));
  }

  private static Answer page(Call call) {
    return call.page(200, new PasskeyPageView(call.pathOf(PAGE)));
  }

  /**
   * Tells password managers the URL of the page on which users add and remove passkeys (W3C, A
   * Well-Known URL for Relying Party Passkey Endpoints).
   */
  private Answer endpoints(Call call) {
    String page = call.locationOf(FACTORS);
    return Answer.json(200, json -> json.text("enroll", page).text("manage", page))
        .with(FieldNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
  }

  private static Lazy<StaticFile> script(String... parts) {
    return new Lazy<>(() -> StaticFile.script(PasskeyPageRoutes.class, parts));
  }

  private static Answer answer(Lazy<StaticFile> script, Call call) {
    return script.get().answer(call).with(FieldNames.CACHE_CONTROL, CACHE_CONTROL);
  }
}
