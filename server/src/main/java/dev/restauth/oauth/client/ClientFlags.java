package dev.restauth.oauth.client;

import dev.restauth.cli.Arguments;
import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonValue;
import dev.restauth.json.JsonWriter;
import dev.restauth.operator.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** The command-line flags that describe a client, and their conversion to metadata. */
final class ClientFlags {
  private static final String NAME = "--name";
  private static final String REDIRECT_URI = "--redirect-uri";
  private static final String PUBLIC = "--public";
  private static final String AUTHENTICATION = "--authentication";
  private static final String GRANT = "--grant";
  private static final String SCOPE = "--scope";
  private static final String RESOURCE = "--resource";
  private static final String ORIGIN = "--origin";
  private static final String FIRST_PARTY = "--first-party";
  private static final String METADATA = "--metadata";
  private static final String EXAMPLE = "--example";

  private ClientFlags() {}

  static CommandBuilder addTo(CommandBuilder builder) {
    return builder
        .flag(NAME, "NAME", "Its name, for users; the id if it is left out.")
        .flags(
            REDIRECT_URI,
            "URI",
            "Where its users are sent with a code; compared as text. May be repeated.")
        .flag(PUBLIC, "It cannot keep a secret, such as an app or a page.")
        .flag(
            AUTHENTICATION,
            "METHOD",
            "client_secret_basic (the default), client_secret_post, private_key_jwt or none.")
        .flags(
            GRANT,
            "GRANT",
            "authorization_code, refresh_token (both by default) or client_credentials; may be"
                + " repeated.")
        .flags(SCOPE, "SCOPE", "A scope that it may ask for; may be repeated.")
        .flags(RESOURCE, "URI", "An audience that it may ask for; may be repeated.")
        .flags(
            ORIGIN,
            "ORIGIN",
            "An origin whose scripts may call the token endpoint; may be repeated.")
        .flag(FIRST_PARTY, "It is yours: users are not asked for consent.")
        .flag(METADATA, "JSON", "Other metadata, as a JSON object; docs/clients.md lists them.");
  }

  /** Adds the flags for creating a client. */
  static CommandBuilder addNewTo(CommandBuilder builder) {
    return addTo(builder)
        .flag(
            EXAMPLE,
            "KIND",
            "Also prints an application for it: flask, express, spring or browser.");
  }

  /** Returns the request for a client with the properties that the flags describe. */
  static Prepared request(String operation, ParseResult parsed) {
    Map<String, JsonValue> metadata = new LinkedHashMap<>();
    if (parsed.hasMatchedOption(METADATA)) {
      Optional<JsonObject> object = MetadataFlag.read(parsed.matchedOptionValue(METADATA, ""));
      if (object.isEmpty()) {
        return Prepared.usage("flag " + METADATA + ": expected a JSON object");
      }
      metadata.putAll(object.get().members());
    }
    flags(parsed, metadata);
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("id", Arguments.first(parsed));
    arguments.put("metadata", JsonWriter.text(json -> metadata.forEach(json::member)));
    if (parsed.hasMatchedOption(NAME)) {
      arguments.put("name", parsed.matchedOptionValue(NAME, ""));
    }
    if (operation.equals("client.create") && parsed.hasMatchedOption(EXAMPLE)) {
      arguments.put("example", parsed.matchedOptionValue(EXAMPLE, ""));
    }
    return new Prepared.Run(new Request(operation, arguments));
  }

  private static void flags(ParseResult parsed, Map<String, JsonValue> metadata) {
    list(parsed, REDIRECT_URI, ClientMetadata.REDIRECT_URIS, metadata);
    list(parsed, GRANT, ClientMetadata.GRANT_TYPES, metadata);
    list(parsed, RESOURCE, ClientMetadata.RESOURCES, metadata);
    list(parsed, ORIGIN, ClientMetadata.ORIGINS, metadata);
    if (parsed.hasMatchedOption(SCOPE)) {
      List<String> scopes = parsed.matchedOptionValue(SCOPE, List.of());
      metadata.put(ClientMetadata.SCOPE, new JsonValue.Text(String.join(" ", scopes)));
    }
    if (parsed.hasMatchedOption(AUTHENTICATION)) {
      metadata.put(
          ClientMetadata.AUTHENTICATION,
          new JsonValue.Text(parsed.matchedOptionValue(AUTHENTICATION, "")));
    }
    if (parsed.hasMatchedOption(PUBLIC)) {
      metadata.put(
          ClientMetadata.AUTHENTICATION,
          new JsonValue.Text(Client.AuthenticationMethod.NONE.text()));
    }
    if (parsed.hasMatchedOption(FIRST_PARTY)) {
      metadata.put(ClientMetadata.FIRST_PARTY, new JsonValue.Truth(true));
    }
  }

  private static void list(
      ParseResult parsed, String flag, String member, Map<String, JsonValue> metadata) {
    if (parsed.hasMatchedOption(flag)) {
      List<String> values = parsed.matchedOptionValue(flag, List.of());
      metadata.put(
          member,
          new JsonValue.Array(values.stream().<JsonValue>map(JsonValue.Text::new).toList()));
    }
  }
}
