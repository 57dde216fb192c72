package dev.restauth.status;

import dev.restauth.config.Config;
import dev.restauth.figure.Figure;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import java.util.List;
import java.util.function.Supplier;

/**
 * The operations that only a running server can perform.
 *
 * @param config the settings of the server
 * @param figures reads the figures (metrics) of the server
 * @param files the files that the server can reload
 */
public record ServerOperations(Config config, Supplier<List<Figure>> figures, ReloadedFiles files)
    implements Operations.Source {
  static final String STATUS = "status";
  static final String RELOAD = "reload";
  static final String CONFIG = "config.running";

  @Override
  public void declare(Operations operations) {
    operations
        .addUnrecorded(STATUS, (_, _) -> Reply.done(StatusReport.of(figures.get())))
        .addUnrecorded(CONFIG, (_, _) -> ConfigOperations.show(config))
        .add(RELOAD, (_, _) -> files.reload().reply());
  }
}
