package dev.restauth;

import dev.restauth.account.AccountDeclaration;
import dev.restauth.account.TestAccountsDeclaration;
import dev.restauth.adopt.AdoptDeclaration;
import dev.restauth.adopt.FallbackSettings;
import dev.restauth.care.CareDeclaration;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cluster.ClusterSettings;
import dev.restauth.config.Catalog;
import dev.restauth.database.DatabaseSettings;
import dev.restauth.feature.Declaration;
import dev.restauth.http.ListenSettings;
import dev.restauth.http.TlsSettings;
import dev.restauth.listener.ConnectionSettings;
import dev.restauth.login.LoginDeclaration;
import dev.restauth.login.LoginSettings;
import dev.restauth.password.Argon2Settings;
import dev.restauth.password.PasswordDeclaration;
import dev.restauth.password.PasswordSettings;
import dev.restauth.runtime.LogSettings;
import dev.restauth.servicekey.ServiceKeyDeclaration;
import dev.restauth.session.SessionDeclaration;
import dev.restauth.session.SessionSettings;
import dev.restauth.store.Table;
import dev.restauth.token.KeyDeclaration;
import dev.restauth.token.KeySettings;
import dev.restauth.token.TokenSettings;
import dev.restauth.vault.MasterKeySettings;
import dev.restauth.vault.SealedRows;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the capabilities of the program declare. */
public final class Declarations {
  /** Their commands and what they seal, in the order of {@code restauth --help}. */
  static final List<Declaration> ALL =
      List.of(
          new AccountDeclaration(),
          new LoginDeclaration(),
          new SessionDeclaration(),
          new ServiceKeyDeclaration(),
          new KeyDeclaration(),
          new AdoptDeclaration(),
          new CareDeclaration(InstantSource.system()),
          new PasswordDeclaration(),
          new TestAccountsDeclaration());

  /**
   * All that an operator may set. Within a heading the help has them in this order, and what is wrong is told
   * in it.
   */
  public static final Catalog SETTINGS =
      new Catalog(
          new ListenSettings(),
          new TlsSettings(),
          new DatabaseSettings(),
          new MasterKeySettings(),
          new TokenSettings(),
          new SessionSettings(),
          new KeySettings(),
          new ClusterSettings(),
          new PasswordSettings(),
          new LoginSettings(),
          new Argon2Settings(),
          new FallbackSettings(),
          new ConnectionSettings(),
          new LogSettings());

  private Declarations() {}

  /** All commands but {@code restauth serve}. Made anew at each call. */
  public static List<CommandGroup> commands() {
    return ALL.stream().flatMap(each -> each.commands().stream()).toList();
  }

  /** All tables that there are. */
  public static List<Table> tables() {
    return Declaration.tables(ALL);
  }

  /** All kinds of changes that there are. */
  public static Set<String> changes() {
    return ALL.stream().flatMap(each -> each.changes().stream()).collect(Collectors.toSet());
  }

  /** All that is sealed in the database. */
  static List<SealedRows> sealed() {
    return ALL.stream().flatMap(each -> each.sealed().stream()).toList();
  }
}
