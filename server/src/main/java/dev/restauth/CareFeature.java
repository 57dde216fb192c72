package dev.restauth;

import dev.restauth.config.Config;
import dev.restauth.config.DatabasePlace;
import dev.restauth.control.Operations;
import dev.restauth.feature.Feature;
import dev.restauth.runtime.Databases;
import dev.restauth.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Backups and checks of a database that is a file, while it is open. */
record CareFeature(Config config, Store store, InstantSource clock) implements Feature {
  @Override
  public List<Operations.Source> operations() {
    return config.storage().database() instanceof DatabasePlace.SqliteFile(Path path)
        ? Core.onFile(config, Databases.file(path, clock), store::confirmInPlace)
        : List.of();
  }
}
