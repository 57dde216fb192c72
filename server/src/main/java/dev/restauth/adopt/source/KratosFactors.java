package dev.restauth.adopt.source;

import dev.restauth.json.JsonWalk;
import dev.restauth.passkey.ImportedPasskey.BackupFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The second factors of an Ory Kratos identity: its credentials other than the password. */
final class KratosFactors {
  private final FactorCollector found = new FactorCollector();

  /** Reads a credential that is not the password. */
  void read(String type, JsonWalk credential) {
    switch (type) {
      case "totp", "lookup_secret", "webauthn", "passkey" -> factor(type, credential);
      // Ways to log in that this server does not offer to adopted accounts.
      case "oidc", "saml", "code", "profile", "link_recovery", "code_recovery" -> {}
      default -> found.missing("the credential " + type);
    }
  }

  private void factor(String type, JsonWalk credential) {
    boolean[] isRead = {false};
    List<PasskeyFields> passkeys = new ArrayList<>();
    List<byte[]> handles = new ArrayList<>();
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
                      credential.elements(each -> passkeys.add(passkey(each)));
                    }
                    case "user_handle" ->
                        credential.text().flatMap(PasskeyFields::base64).ifPresent(handles::add);
                    default -> {}
                  }
                });
          }
        });
    if (!isRead[0]) {
      if (type.equals("passkey")) {
        found.lost(FactorCollector.PASSWORDLESS);
      } else {
        found.missing("the credential " + type + ", whose secret the file lacks");
      }
    }
    for (PasskeyFields each : passkeys) {
      each.alone |= type.equals("passkey");
      each.userHandle = handles.stream().findFirst();
      found.passkey(each.passkey(), each.alone);
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

  /** Reads a passkey or security key. Kratos does not store the domain of either. */
  private static PasskeyFields passkey(JsonWalk json) {
    PasskeyFields fields = new PasskeyFields();
    json.fields(
        name -> {
          switch (name) {
            case "id" -> fields.credentialId = json.text().flatMap(PasskeyFields::base64);
            case "public_key" -> fields.publicKey = json.text().flatMap(PasskeyFields::base64);
            case "display_name" -> fields.name = json.text().orElse("");
            case "added_at" -> fields.createdAt = json.text().flatMap(ExportTimes::dateAndTime);
            case "is_passwordless" -> fields.alone = json.isTrue();
            case "transport", "transports" ->
                json.elements(each -> each.text().ifPresent(fields.transports::add));
            case "authenticator" -> json.fields(field -> authenticator(json, field, fields));
            case "flags" -> flags(json, fields);
            default -> {}
          }
        });
    return fields;
  }

  private static void authenticator(JsonWalk json, String field, PasskeyFields fields) {
    switch (field) {
      case "aaguid" ->
          fields.model = json.text().flatMap(PasskeyFields::base64).flatMap(PasskeyFields::model);
      case "sign_count" -> fields.counter = json.text().flatMap(PasskeyFields::counter);
      default -> {}
    }
  }

  private static void flags(JsonWalk json, PasskeyFields fields) {
    boolean[] eligible = {false};
    boolean[] backedUp = {false};
    json.fields(
        name -> {
          switch (name) {
            case "user_verified" -> fields.verified = json.isTrue();
            case "backup_eligible" -> eligible[0] = json.isTrue();
            case "backup_state" -> backedUp[0] = json.isTrue();
            default -> {}
          }
        });
    fields.flags = Optional.of(new BackupFlags(eligible[0], backedUp[0]));
  }

  SourceFactors factors() {
    return found.factors();
  }
}
