package dev.restauth.oauth;

import dev.restauth.http.Call;
import dev.restauth.http.Form;
import dev.restauth.oauth.client.CachedClients;
import dev.restauth.oauth.client.Client;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

record Interim(CachedClients clients) implements RequestingClients.Authentication {
  @Override
  public Optional<Client> authenticate(Call call, Form form) {
    if (!call.authorization().isEmpty()) {
      String line = call.authorization().getFirst();
      if (!line.startsWith("Basic ")) {
        return Optional.empty();
      }
      String[] pair =
          new String(Base64.getDecoder().decode(line.substring(6)), StandardCharsets.UTF_8)
              .split(":", 2);
      return clients.find(pair[0]).filter(_ -> clients.isSecret(pair[0], pair[1]));
    }
    return form.one("client_secret").isPresent() || form.one("client_assertion").isPresent()
        ? Optional.empty()
        : form.one("client_id")
            .flatMap(clients::find)
            .filter(c -> c.kind() == Client.Kind.PUBLIC);
  }
}
