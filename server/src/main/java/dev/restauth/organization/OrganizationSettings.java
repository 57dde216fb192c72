package dev.restauth.organization;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.util.List;

/** The setting that says who may create an organisation. */
public final class OrganizationSettings implements Settings {

  /** Values of the setting: the users who may create an organisation, besides operators. */
  enum Makers {
    /** Every user who has an account. */
    EVERYONE,
    /** Administrators with the scope {@code orgs:write}. */
    ADMINISTRATORS
  }

  static final Setting<Makers> ORGANIZATIONS =
      Setting.of(
          "organizations",
          Group.ACCOUNTS,
          ValueType.choice(Makers.values()),
          "administrators",
          "Who may create an organisation: everyone who has an account, or administrators");

  @Override
  public List<Setting<?>> all() {
    return List.of(ORGANIZATIONS);
  }
}
