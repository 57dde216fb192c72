package dev.restauth.status;

import dev.restauth.config.Config;
import dev.restauth.config.Warnings;
import dev.restauth.http.TlsSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reloads the certificate and its key. As at the start, warns if every user of the machine can read
 * the key.
 *
 * @param listener makes the listener read the files
 */
public record ReloadedTls(Config config, Supplier<Optional<String>> listener)
    implements ReloadedFiles.Reloadable {
  @Override
  public Optional<String> reload() {
    return listener.get();
  }

  @Override
  public List<String> warnings() {
    return TlsSettings.of(config).isPresent() ? Warnings.now(new TlsSettings(), config) : List.of();
  }
}
