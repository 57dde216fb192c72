package dev.restauth.token;

import dev.restauth.http.HttpCalls;
import dev.restauth.web.DeclaredRoutes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Requests that contain a secret in its proper place, and in every other place. */
final class SecretPlaces {
  private static final String HOST = "Host: localhost\r\n";
  private static final String END = "Connection: close\r\n\r\n";
  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";

  /** Headers that the server reads, and one that it ignores. {@link #headers} adds Host. */
  private static final List<String> HEADERS =
      List.of(
          "Accept",
          "Accept-Encoding",
          "Access-Control-Request-Headers",
          "Access-Control-Request-Method",
          "Authorization",
          "Connection",
          "Content-Encoding",
          "Content-Length",
          "Content-Type",
          "Cookie",
          "DPoP",
          "Expect",
          "Forwarded",
          "HTTP2-Settings",
          "If-None-Match",
          "Origin",
          "Proxy-Authorization",
          "Range",
          "Referer",
          "TE",
          "Transfer-Encoding",
          "Upgrade",
          "User-Agent",
          "X-Api-Key",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Proto",
          "X-Request-Id");

  private static final Map<String, Set<String>> ROUTES = DeclaredRoutes.methodsByPath();

  private SecretPlaces() {}

  /** Returns all requests. */
  static List<String> all(String secret) {
    List<String> all = new ArrayList<>(authorizations("GET /api/resource", secret));
    all.addAll(authorizations("GET /api/token", secret));
    all.addAll(headers(secret));
    all.addAll(lines(secret));
    all.addAll(bodies(secret));
    all.addAll(overLong(secret));
    return all;
  }

  /** Returns the requests for a server that cannot write. */
  static List<String> ofUse(String secret) {
    List<String> all = new ArrayList<>(authorizations("GET /api/token", secret));
    all.addAll(authorizations("DELETE /api/me", secret));
    all.addAll(bodies(secret));
    return all;
  }

  private static List<String> authorizations(String line, String secret) {
    List<String> all = new ArrayList<>();
    for (String authorization :
        List.of(
            HttpCalls.basic(secret, ""),
            HttpCalls.basic("miguel", secret),
            HttpCalls.basic("nobody", secret),
            HttpCalls.basic(secret, secret),
            HttpCalls.basic("", secret),
            HttpCalls.basic(secret.replace("_", "%5F"), ""),
            HttpCalls.basic("shop-api", secret.replace("_", "%5F")),
            "Authorization: Bearer " + secret,
            "Authorization: Bearer " + secret + " " + secret,
            "Authorization: Bearer\t" + secret,
            "Authorization: Basic " + secret,
            "Authorization: Digest " + secret,
            "Authorization: Bearer " + secret + "\r\nAuthorization: Bearer " + secret)) {
      all.add(line + " HTTP/1.1\r\n" + HOST + authorization + "\r\n" + END);
    }
    return all;
  }

  private static List<String> headers(String secret) {
    List<String> all = new ArrayList<>();
    for (String header : HEADERS) {
      for (String line : List.of("GET /api/resource", "POST /api/users", "OPTIONS /api/token")) {
        all.add(line + " HTTP/1.1\r\n" + HOST + header + ": " + secret + "\r\n" + END);
      }
    }
    // A valid GET / is missing, because its response repeats the Host in the server's URL.
    all.add("GET /openapi.json HTTP/1.1\r\nHost: " + secret + "\r\n" + END);
    all.add("GET / HTTP/1.1\r\nHost: " + secret + ":x\r\n" + END);
    all.add("GET / HTTP/1.1\r\nHost: " + secret + "\r\n" + HOST + END);
    for (String line : List.of(secret + ": x", secret + ":", secret, " " + secret, ":" + secret)) {
      all.add("GET / HTTP/1.1\r\n" + HOST + line + "\r\n" + END);
    }
    all.add("GET / HTTP/1.1\r\n" + HOST + "X: y\r\n " + secret + "\r\n" + END);
    all.add("GET / HTTP/1.1\r\n" + HOST + "X: \u0000" + secret + "\r\n" + END);
    return all;
  }

  private static List<String> lines(String secret) {
    List<String> all = new ArrayList<>();
    for (String line :
        List.of(
            "GET /" + secret + " HTTP/1.1",
            "GET /api/users/" + secret + " HTTP/1.1",
            "GET /api/me/sessions/" + secret + " HTTP/1.1",
            "GET /api/token?refresh=" + secret + " HTTP/1.1",
            "GET /api/resource?access_token=" + secret + " HTTP/1.1",
            "GET /api/resource?" + secret + " HTTP/1.1",
            "GET /api/resource?%zz=" + secret + " HTTP/1.1",
            "GET /%zz" + secret + " HTTP/1.1",
            "GET /../" + secret + " HTTP/1.1",
            "GET http://" + secret + "/ HTTP/1.1",
            "GET http://localhost/" + secret + " HTTP/1.1",
            "GET " + secret + " HTTP/1.1",
            "GET /#" + secret + " HTTP/1.1",
            "CONNECT " + secret + ":443 HTTP/1.1",
            secret + " / HTTP/1.1",
            "GET / " + secret,
            "GET / HTTP/" + secret,
            "GET / HTTP/1.0 " + secret)) {
      all.add(line + "\r\n" + HOST + END);
    }
    return all;
  }

  private static List<String> bodies(String secret) {
    List<String> all = new ArrayList<>();
    for (String json :
        List.of(
            "{\"username\":\"" + secret + "\",\"password\":\"python\"}",
            "{\"username\":\"new\",\"password\":\"" + secret + "\"}",
            "{\"username\":1,\"password\":\"" + secret + "\"}",
            "{\"username\":\"miguel\",\"password\":\"" + secret + "\"}",
            "{\"" + secret + "\":1}",
            "{\"username\":\"a\",\"" + secret + "\":1,\"" + secret + "\":2}",
            "{\"username\":\"" + secret,
            "{\"username\":" + secret + "}",
            "\"" + secret + "\"",
            secret)) {
      all.add(post("/api/users", JSON, json));
      all.add(post("/api/users", "text/plain", json));
    }
    String passwords = "{\"current_password\":\"%s\",\"new_password\":\"%s\"}";
    for (String authorization :
        List.of(HttpCalls.basic("miguel", "python"), "Authorization: Bearer " + secret)) {
      for (String json :
          List.of(passwords.formatted(secret, "python"), passwords.formatted("wrong", secret))) {
        all.add(post("/api/me/password", JSON, json, authorization));
      }
    }
    return all;
  }

  private static String post(String path, String type, String body, String... headers) {
    return request("POST " + path, body, List.of(headers), type);
  }

  private static String request(String line, String body, List<String> headers, String type) {
    return line
        + " HTTP/1.1\r\n"
        + HOST
        + String.join("", headers.stream().map(header -> header + "\r\n").toList())
        + "Content-Type: "
        + type
        + "\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n"
        + END
        + body;
  }

  /**
   * Returns requests that violate HTTP or are truncated. The server may close the connection
   * without a response.
   */
  static List<String> broken(String secret) {
    String chunked =
        "POST /api/users HTTP/1.1\r\n"
            + HOST
            + "Content-Type: "
            + JSON
            + "\r\nTransfer-Encoding: chunked\r\n"
            + END;
    return List.of(
        secret,
        secret + "\r\n\r\n",
        "\r\n\r\n" + secret + "\r\n\r\n",
        "\u0016\u0003\u0001" + secret,
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + secret,
        "GET / HTTP/1.1\r\n" + HOST + "\r\n" + secret,
        "GET / HTTP/1.1\r\n" + HOST + "Authorization: Bearer " + secret,
        "GET /" + secret,
        chunked + secret + "\r\n" + secret + "\r\n0\r\n\r\n",
        chunked + "5\r\n" + secret + "\r\n0\r\n\r\n",
        chunked + "2;" + secret + "\r\n{}\r\n0\r\n\r\n",
        chunked + "2\r\n{}\r\n0\r\n" + secret + ": x\r\n\r\n",
        chunked + "ffff\r\n" + secret,
        "POST /api/users HTTP/1.1\r\n"
            + HOST
            + "Content-Type: "
            + JSON
            + "\r\nContent-Length: 9999\r\n"
            + END
            + secret);
  }

  private static List<String> overLong(String secret) {
    String eight = secret.repeat(1 + 9_000 / secret.length());
    String sixteen = eight + eight;
    String sixty = sixteen.repeat(4);
    return List.of(
        "GET / HTTP/1.1\r\n" + HOST + "Authorization: Bearer " + eight + "\r\n" + END,
        "GET / HTTP/1.1\r\n" + HOST + "X-Long: " + sixteen + "\r\n" + END,
        "GET / HTTP/1.1\r\n" + HOST + sixteen + ": x\r\n" + END,
        "GET /" + eight + " HTTP/1.1\r\n" + HOST + END,
        eight + " / HTTP/1.1\r\n" + HOST + END,
        post("/api/users", JSON, "{\"username\":\"" + sixty + "\",\"password\":\"p\"}"),
        post("/api/users", JSON, "{\"username\":\"long\",\"password\":\"" + eight + "\"}"));
  }

  /** Returns requests to every route, with the secret as credential and in path, query and body. */
  static List<String> routes(String secret) {
    List<String> all = new ArrayList<>();
    for (String method :
        // DELETE last, because it revokes the credential.
        List.of("GET", "OPTIONS", "POST", "DELETE")) {
      ROUTES.forEach(
          (path, methods) -> {
            if (methods.contains(method)) {
              all.addAll(route(method, path.replaceAll("\\{.*}", secret), secret));
            }
          });
    }
    return all;
  }

  private static List<String> route(String method, String path, String secret) {
    List<String> all = new ArrayList<>();
    for (String authorization :
        List.of(
            HttpCalls.basic(secret, ""),
            HttpCalls.basic("miguel", secret),
            "Authorization: Bearer " + secret)) {
      for (String target : List.of(path, path + "?token=" + secret)) {
        all.add(method + " " + target + " HTTP/1.1\r\n" + HOST + authorization + "\r\n" + END);
      }
    }
    if (method.equals("POST")) {
      String form =
          "grant_type=refresh_token&refresh_token=%s&token=%s&client_id=%s&scope=%s&client_secret=%s"
              .replace("%s", secret);
      String json = "{\"token\":\"" + secret + "\",\"refresh_token\":\"" + secret + "\"}";
      for (String authorization :
          List.of("Authorization: Bearer " + secret, HttpCalls.basic("shop-api", secret))) {
        all.add(post(path, FORM, form, authorization));
        all.add(post(path, FORM, form + "&grant_type=" + secret, authorization));
        all.add(post(path, FORM, secret + "=%zz", authorization));
        all.add(post(path, JSON, json, authorization));
      }
    }
    return all;
  }
}
