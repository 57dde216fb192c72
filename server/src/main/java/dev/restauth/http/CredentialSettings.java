package dev.restauth.http;

import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import java.util.List;

/** Settings of the accepted forms of credentials. */
public final class CredentialSettings implements Settings {
  static final Setting<Boolean> TOKENS_AS_USERNAMES =
      Setting.of(
          "tokens-as-usernames",
          Group.TOKENS,
          ValueType.flag(),
          "true",
          "Accept a token or a service key as the user name of HTTP Basic; proxies log user names");

  @Override
  public List<Setting<?>> all() {
    return List.of(TOKENS_AS_USERNAMES);
  }
}
