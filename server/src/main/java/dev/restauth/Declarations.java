package dev.restauth;

import dev.restauth.account.AccountDeclaration;
import dev.restauth.account.TestAccountsDeclaration;
import dev.restauth.adopt.AdoptDeclaration;
import dev.restauth.care.CareDeclaration;
import dev.restauth.cli.CommandGroup;
import dev.restauth.feature.Declaration;
import dev.restauth.login.LoginDeclaration;
import dev.restauth.password.PasswordDeclaration;
import dev.restauth.servicekey.ServiceKeyDeclaration;
import dev.restauth.session.SessionDeclaration;
import dev.restauth.store.Table;
import dev.restauth.token.KeyDeclaration;
import dev.restauth.vault.SealedRows;
import java.time.InstantSource;
import java.util.List;

/** What the capabilities of the program declare, in the order of {@code restauth --help}. */
public final class Declarations {
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

  private Declarations() {}

  /** All commands but {@code restauth serve}. Made anew at each call. */
  public static List<CommandGroup> commands() {
    return ALL.stream().flatMap(each -> each.commands().stream()).toList();
  }

  /** All tables that there are. */
  public static List<Table> tables() {
    return Declaration.tables(ALL);
  }

  /** All that is sealed in the database. */
  static List<SealedRows> sealed() {
    return ALL.stream().flatMap(each -> each.sealed().stream()).toList();
  }
}
