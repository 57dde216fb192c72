package dev.restauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An authenticator that a browser simulates for one window: the domain {@code WebAuthn} of the Chrome DevTools Protocol, on
 * which ChromeDriver's commands for virtual authenticators (WebAuthn Level 3, section 11) stand. It answers at once, without
 * a person, as long as one is present.
 *
 * @param tab the window
 * @param id given by the browser
 */
public record VirtualAuthenticator(Chromium.Tab tab, String id) {

  /** An authenticator that is part of the device, verifies the user, and synchronises its passkeys. */
  public static VirtualAuthenticator platform(Chromium.Tab tab) {
    return platform(tab, true, true);
  }

  /** The same with other backup flags, BE and BS, of new passkeys. */
  public static VirtualAuthenticator platform(
      Chromium.Tab tab, boolean eligible, boolean backedUp) {
    return add(tab, "internal", true, eligible, backedUp);
  }

  /** A security key without PIN or fingerprint reader, which only feels that it is touched. */
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

  /** Sets whether a person answers. A ceremony that began without one goes on waiting. */
  public void presence(boolean present) {
    var _ = send("WebAuthn.setAutomaticPresenceSimulation", Map.of("enabled", present));
  }

  /** Sets whether it recognises the person. */
  public void verification(boolean succeeds) {
    var _ = send("WebAuthn.setUserVerified", Map.of("isUserVerified", succeeds));
  }

  /** The ids of the passkeys that it has, in base64. */
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
