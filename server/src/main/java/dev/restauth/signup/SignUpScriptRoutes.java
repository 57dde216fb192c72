package dev.restauth.signup;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.job.Lazy;
import dev.restauth.page.StaticFile;

/**
 * The script of these pages. It moves the code of a link from the URL into the form, and computes
 * the proof of work. Without the script, users paste the link into the form.
 */
record SignUpScriptRoutes(Lazy<StaticFile> script) implements RouteTable.Routes {
  /** The path of the script. */
  static final String PATH = "/sign-up.js";

  /** A short caching time, because the script may change with each version of the program. */
  private static final String CACHE_CONTROL = "max-age=300";

  SignUpScriptRoutes() {
    this(new Lazy<>(() -> StaticFile.script(SignUpScriptRoutes.class, "sign-up.js")));
  }

  @Override
  public void declare(RouteTable table) {
    table.route(Method.GET, PATH, Access.ALL, this::answer);
  }

  private Answer answer(Call call) {
    return script.get().answer(call).with(FieldNames.CACHE_CONTROL, CACHE_CONTROL);
  }
}
