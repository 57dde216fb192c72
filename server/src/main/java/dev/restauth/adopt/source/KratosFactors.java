package dev.restauth.adopt.source;

import dev.restauth.json.JsonWalk;

/** The second factors of an Ory Kratos identity, which are credentials beside its password. */
final class KratosFactors {
  private final FactorCollector found = new FactorCollector();

  /** Reads the credential of a type other than the password. */
  void read(String type, JsonWalk credential) {
    switch (type) {
      case "totp", "lookup_secret", "webauthn" -> factor(type, credential);
      case "passkey" -> found.lost("a passkey for logging in without a password");
      // Other ways to log in, which this server does not offer to adopted accounts.
      case "oidc", "saml", "code", "profile", "link_recovery", "code_recovery" -> {}
      default -> found.missing("the credential " + type);
    }
  }

  private void factor(String type, JsonWalk credential) {
    boolean[] isRead = {false};
    credential.fields(
        field -> {
          if (field.equals("config")) {
            credential.fields(
                name -> {
                  switch (name) {
                    case "totp_url" -> {
                      isRead[0] = true;
                      found.totp(credential.text().flatMap(TotpTexts::uri));
                    }
                    case "recovery_codes" -> {
                      isRead[0] = true;
                      credential.elements(this::recoveryCode);
                    }
                    case "credentials" -> {
                      isRead[0] = true;
                      credential.elements(this::hardware);
                    }
                    default -> {}
                  }
                });
          }
        });
    if (!isRead[0]) {
      found.missing("the credential " + type + ", whose secret the file lacks");
    }
  }

  private void recoveryCode(JsonWalk json) {
    String[] code = {""};
    boolean[] used = {false};
    json.fields(
        name -> {
          switch (name) {
            case "code" -> code[0] = json.text().orElse("");
            case "used_at" ->
                used[0] = json.text().filter(at -> !at.startsWith("0001-01-01")).isPresent();
            default -> {}
          }
        });
    if (!used[0]) {
      found.recoveryCode(code[0]);
    }
  }

  private void hardware(JsonWalk json) {
    boolean[] passwordless = {false};
    json.fields(
        name -> {
          if (name.equals("is_passwordless")) {
            passwordless[0] = json.isTrue();
          }
        });
    if (passwordless[0]) {
      found.lost("a passkey for logging in without a password");
    } else {
      found.missing(FactorCollector.HARDWARE);
    }
  }

  SourceFactors factors() {
    return found.factors();
  }
}
