package dev.restauth.device;

import dev.restauth.feature.Declaration;
import dev.restauth.store.Column;
import dev.restauth.store.Table;
import dev.restauth.store.Table.OnRestore;
import java.util.List;

/** Declares the table of remembered devices. */
public final class DeviceDeclaration implements Declaration {
  @Override
  public List<Table> tables() {
    return List.of(
        new Table(
                "remembered_device",
                OnRestore.EMPTIED,
                "30 days; all when the account changes its generation or its factors, or all its sessions end")
            .ofAccount(
                "account_id = ?",
                Column.text("id"),
                Column.time("created_at"),
                Column.time("used_at"),
                Column.time("ends_at"),
                Column.text("address"),
                Column.text("user_agent"),
                Column.secret("digest"))
            .notPersonal("account_id", "generation"));
  }
}
