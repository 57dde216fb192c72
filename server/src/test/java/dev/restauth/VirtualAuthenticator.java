package dev.restauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A virtual authenticator of a browser window: the domain {@code WebAuthn} of the Chrome DevTools
 * Protocol. ChromeDriver's commands for virtual authenticators use that domain (WebAuthn Level 3,
 * section 11). If user presence is on, the authenticator answers immediately, without a real user.
 *
 * @param tab the window
 * @param id the id that the browser assigned
 */
public record VirtualAuthenticator(Chromium.Tab tab, String id) {

  /** Adds a platform authenticator that verifies the user and synchronizes its passkeys. */
  public static VirtualAuthenticator platform(Chromium.Tab tab) {
    return platform(tab, true, true);
  }

  /** Adds a platform authenticator with other backup flags, BE and BS, for new passkeys. */
  public static VirtualAuthenticator platform(
      Chromium.Tab tab, boolean eligible, boolean backedUp) {
    return add(tab, "internal", true, eligible, backedUp);
  }

  /** Adds a security key without PIN or fingerprint reader, which only detects a touch. */
  public static VirtualAuthenticator securityKey(Chromium.Tab tab) {
    return add(tab, "usb", false, false, false);
  }

  private static VirtualAuthenticator add(
      Chromium.Tab tab,
      String transport,
      boolean verification,
      boolean eligible,
      boolean backedUp) {
    var _ = tab.command("WebAuthn.enable", Map.of());
    Map<String, Object> options =
        Map.of(
            "protocol",
            "ctap2",
            "ctap2Version",
            "ctap2_1",
            "transport",
            transport,
            "hasResidentKey",
            true,
            "hasUserVerification",
            verification,
            "isUserVerified",
            verification,
            "defaultBackupEligibility",
            eligible,
            "defaultBackupState",
            backedUp);
    JsonNode added = tab.command("WebAuthn.addVirtualAuthenticator", Map.of("options", options));
    return new VirtualAuthenticator(tab, added.get("authenticatorId").asText());
  }

  /** Sets whether a user is present. A ceremony that began without a user keeps waiting. */
  public void presence(boolean present) {
    var _ = send("WebAuthn.setAutomaticPresenceSimulation", Map.of("enabled", present));
  }

  /** Sets whether the authenticator verifies the user successfully. */
  public void verification(boolean succeeds) {
    var _ = send("WebAuthn.setUserVerified", Map.of("isUserVerified", succeeds));
  }

  /** Returns the ids of the authenticator's passkeys, in base64. */
  public List<String> passkeys() {
    List<String> ids = new ArrayList<>();
    send("WebAuthn.getCredentials", Map.of())
        .get("credentials")
        .forEach(each -> ids.add(each.get("credentialId").asText()));
    return ids;
  }

  /** Changes the backup flags of a passkey. */
  public void backup(String passkey, boolean eligible, boolean backedUp) {
    var _ =
        send(
            "WebAuthn.setCredentialProperties",
            Map.of(
                "credentialId", passkey, "backupEligibility", eligible, "backupState", backedUp));
  }

  private JsonNode send(String method, Map<String, Object> parameters) {
    Map<String, Object> all = new HashMap<>(parameters);
    all.put("authenticatorId", id);
    return tab.command(method, all);
  }
}
