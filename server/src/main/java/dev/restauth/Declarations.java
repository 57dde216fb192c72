package dev.restauth;

import dev.restauth.account.AccountDeclaration;
import dev.restauth.account.AccountSettings;
import dev.restauth.account.TestAccountsDeclaration;
import dev.restauth.adopt.AdoptDeclaration;
import dev.restauth.adopt.FallbackSettings;
import dev.restauth.browser.BrowserDeclaration;
import dev.restauth.care.CareDeclaration;
import dev.restauth.challenge.ChallengeDeclaration;
import dev.restauth.cli.CommandGroup;
import dev.restauth.cluster.ClusterSettings;
import dev.restauth.code.CodeDeclaration;
import dev.restauth.config.Catalog;
import dev.restauth.database.DatabaseSettings;
import dev.restauth.device.DeviceDeclaration;
import dev.restauth.device.DeviceSettings;
import dev.restauth.event.EventDeclaration;
import dev.restauth.event.EventSettings;
import dev.restauth.factor.FactorDeclaration;
import dev.restauth.factorpolicy.FactorPolicySettings;
import dev.restauth.feature.Addition;
import dev.restauth.feature.Declaration;
import dev.restauth.http.AccessLogSettings;
import dev.restauth.http.CredentialSettings;
import dev.restauth.http.ListenSettings;
import dev.restauth.http.TlsSettings;
import dev.restauth.impersonation.ImpersonationDeclaration;
import dev.restauth.listener.ConnectionSettings;
import dev.restauth.login.LoginDeclaration;
import dev.restauth.login.LoginSettings;
import dev.restauth.mail.MailDeclaration;
import dev.restauth.mail.MailSettings;
import dev.restauth.metrics.ManagementSettings;
import dev.restauth.notice.NoticeSettings;
import dev.restauth.oauth.authorize.AuthorizeDeclaration;
import dev.restauth.oauth.client.ClientDeclaration;
import dev.restauth.oauth.client.ClientSettings;
import dev.restauth.organization.OrganizationDeclaration;
import dev.restauth.organization.OrganizationSettings;
import dev.restauth.outbound.OutboundSettings;
import dev.restauth.outbox.OutboxDeclaration;
import dev.restauth.page.PageSettings;
import dev.restauth.passkey.PasskeyDeclaration;
import dev.restauth.passkey.PasskeySettings;
import dev.restauth.password.Argon2Settings;
import dev.restauth.password.PasswordDeclaration;
import dev.restauth.password.PasswordSettings;
import dev.restauth.personalkey.PersonalKeyDeclaration;
import dev.restauth.profile.ProfileDeclaration;
import dev.restauth.recovery.RecoveryDeclaration;
import dev.restauth.recovery.RecoverySettings;
import dev.restauth.registration.RegistrationDeclaration;
import dev.restauth.registration.RegistrationSettings;
import dev.restauth.role.RoleDeclaration;
import dev.restauth.role.RoleSettings;
import dev.restauth.runtime.LogSettings;
import dev.restauth.servicekey.ServiceKeyDeclaration;
import dev.restauth.session.SessionDeclaration;
import dev.restauth.session.SessionSettings;
import dev.restauth.status.StatusDeclaration;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.token.KeyDeclaration;
import dev.restauth.token.KeySettings;
import dev.restauth.token.TokenSettings;
import dev.restauth.trace.TraceSettings;
import dev.restauth.vault.MasterKeySettings;
import dev.restauth.vault.SealedRows;
import dev.restauth.work.WorkSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The declarations of all features of the program.
 *
 * @param all the declarations in the order of {@code restauth --help}
 * @param settings the catalog of all settings. The help of each group and the error messages follow
 *     its order
 * @param additions the declarations of additional features, which {@link Features} does not list;
 *     {@code all} contains them too
 */
public record Declarations(List<Declaration> all, Catalog settings, List<Addition> additions) {
  /** The declarations of this program. */
  public static final Declarations OURS =
      new Declarations(
          List.of(
              new AccountDeclaration(),
              new LoginDeclaration(),
              new SessionDeclaration(),
              new RoleDeclaration(),
              new ImpersonationDeclaration(),
              new PersonalKeyDeclaration(),
              new FactorDeclaration(InstantSource.system()),
              new ChallengeDeclaration(),
              new PasskeyDeclaration(),
              new OrganizationDeclaration(),
              new ServiceKeyDeclaration(),
              new ClientDeclaration(),
              new AuthorizeDeclaration(),
              new BrowserDeclaration(),
              new DeviceDeclaration(),
              new OutboxDeclaration(),
              new MailDeclaration(),
              new CodeDeclaration(),
              new RecoveryDeclaration(),
              new RegistrationDeclaration(),
              new ProfileDeclaration(),
              new EventDeclaration(),
              new KeyDeclaration(),
              new AdoptDeclaration(),
              new CareDeclaration(InstantSource.system()),
              new PasswordDeclaration(),
              new StatusDeclaration(),
              new TestAccountsDeclaration()),
          new Catalog(
              new ListenSettings(),
              new TlsSettings(),
              new ManagementSettings(),
              new DatabaseSettings(),
              new MasterKeySettings(),
              new TokenSettings(),
              new SessionSettings(),
              new RoleSettings(),
              new CredentialSettings(),
              new ClientSettings(),
              new KeySettings(),
              new ClusterSettings(),
              new PasswordSettings(),
              new LoginSettings(),
              new FactorPolicySettings(),
              new DeviceSettings(),
              new RegistrationSettings(),
              new OrganizationSettings(),
              new AccountSettings(),
              new PasskeySettings(),
              new WorkSettings(),
              new RecoverySettings(),
              new Argon2Settings(),
              new FallbackSettings(),
              new PageSettings(),
              new MailSettings(),
              new NoticeSettings(),
              new OutboundSettings(),
              new ConnectionSettings(),
              new LogSettings(),
              new AccessLogSettings(),
              new TraceSettings(),
              new EventSettings()),
          List.of());

  /** Returns these declarations and those of an additional feature. */
  public Declarations with(Addition addition) {
    return new Declarations(
        Stream.concat(all.stream(), Stream.of(addition)).toList(),
        settings.with(addition.settings()),
        Stream.concat(additions.stream(), Stream.of(addition)).toList());
  }

  /** Returns all commands except {@code restauth serve}. Each call creates new objects. */
  public List<CommandGroup> commands() {
    return all.stream().flatMap(each -> each.commands().stream()).toList();
  }

  /** Returns the database schema. */
  public SchemaDefinition schema() {
    SchemaDefinition schema = SchemaDefinition.OF_THE_STORE;
    for (Declaration each : all) {
      schema = each.schema(schema);
    }
    return schema;
  }

  /** Returns the names of all kinds of changes. */
  public Set<String> changes() {
    return all.stream().flatMap(each -> each.changes().stream()).collect(Collectors.toSet());
  }

  /** Returns access to all encrypted rows of the database. */
  List<SealedRows> sealed() {
    return Declaration.sealed(all);
  }
}
