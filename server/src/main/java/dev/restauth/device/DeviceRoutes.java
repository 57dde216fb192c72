package dev.restauth.device;

import dev.restauth.event.Network;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The routes for a user's remembered devices. */
record DeviceRoutes(RememberedDevices devices) implements RouteTable.Routes {
  private static final String ALL = "/api/me/devices";

  @Override
  public void declare(RouteTable table) {
    table
        .route(Method.GET, ALL, Access.USER, this::list)
        .route(Method.DELETE, ALL + "/{device}", Access.USER, this::forget);
  }

  private Answer list(Call call) {
    List<RememberedDevice> all = devices.list(call.user().accountId());
    return Answer.json(
        200,
        json ->
            json.array(
                "devices", array -> all.forEach(each -> array.object(item -> write(item, each)))));
  }

  private static void write(JsonWriter json, RememberedDevice device) {
    json.text("id", device.id())
        .text("name", device.name())
        .text("created_at", time(device.createdAt()))
        .text("used_at", time(device.usedAt()))
        .text("ends_at", time(device.endsAt()))
        .text("address", device.address())
        .text("user_agent", device.userAgent());
  }

  /** Formats a time as in RFC 3339, in UTC and whole seconds. */
  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private Answer forget(Call call) {
    return devices.forget(
            call.user().accountId(), call.parameter("device"), Network.of(call.client().address()))
        ? Answer.noContent()
        : Answer.problem(
            ProblemType.NOT_FOUND.because(
                "You have no remembered device with this id, or it has ended. GET "
                    + ALL
                    + " lists those that you have."));
  }
}
