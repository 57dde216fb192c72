package dev.restauth.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Choices that are allowed and dangerous, each as one line for the log. */
final class Warnings {
  private Warnings() {}

  static List<String> of(
      Listen listen, Storage storage, Passwords passwords, Optional<Fallback> fallback) {
    List<String> warnings = new ArrayList<>();
    boolean plain = listen.tls().isEmpty() && listen.trustedProxies().isEmpty();
    if (!listen.loopback() && plain) {
      warnings.add("insecure-http: passwords and tokens cross the network in clear");
    }
    if (!listen.loopback() && passwords.policy() == PasswordPolicyName.COMPAT) {
      warnings.add("password-policy compat: any password that is not empty is accepted");
    }
    storage.masterKeyFile().ifPresent(file -> warnIfOpen(warnings, Setting.MASTER_KEY_FILE, file));
    storage
        .previousMasterKeyFile()
        .ifPresent(file -> warnIfOpen(warnings, Setting.PREVIOUS_MASTER_KEY_FILE, file));
    if (storage.database() instanceof DatabasePlace.Postgres postgres) {
      PostgresTls.warning(postgres).ifPresent(warnings::add);
    }
    listen.tls().ifPresent(tls -> tls(warnings, tls));
    fallback
        .flatMap(Fallback::passwordFile)
        .ifPresent(file -> warnIfOpen(warnings, Setting.FALLBACK_PASSWORD_FILE, file));
    return warnings;
  }

  private static void tls(List<String> warnings, Tls tls) {
    switch (tls) {
      case Tls.Pem(Path _, Path key) -> warnIfOpen(warnings, Setting.TLS_KEY, key);
      case Tls.Pkcs12(Path _, Path password) ->
          warnIfOpen(warnings, Setting.TLS_KEYSTORE_PASSWORD_FILE, password);
    }
  }

  private static void warnIfOpen(List<String> warnings, Setting setting, Path file) {
    if (Paths.isOpenToAll(file)) {
      warnings.add(
          setting.key()
              + ": every user of this machine can read "
              + Values.quoted(file.toString())
              + "; chmod 600 it");
    }
  }
}
