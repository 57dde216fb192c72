package dev.restauth.passkey;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;

/**
 * The calls for passkeys, on a server without a configured domain for passkeys. Each call is
 * refused.
 */
final class AbsentPasskeys {
  private AbsentPasskeys() {}

  static void declareOwn(RouteTable table) {
    table
        .route(Method.POST, PasskeyRoutes.OPTIONS, Access.USER, AbsentPasskeys::answer)
        .route(Method.POST, PasskeyRoutes.PASSKEYS, Access.USER, AbsentPasskeys::answer)
        .route(Method.PATCH, PasskeyRoutes.PASSKEY, Access.USER, AbsentPasskeys::answer)
        .route(Method.DELETE, PasskeyRoutes.PASSKEY, Access.USER, AbsentPasskeys::answer);
  }

  static void declareLogIn(RouteTable table) {
    table
        .route(Method.POST, PasskeyLoginRoutes.OPTIONS, Access.LOG_IN, AbsentPasskeys::answer)
        .route(Method.POST, PasskeyLoginRoutes.LOG_IN, Access.LOG_IN, AbsentPasskeys::answer);
  }

  private static Answer answer(Call call) {
    return Answer.problem(PasskeyFeature.NOT_CONFIGURED);
  }
}
