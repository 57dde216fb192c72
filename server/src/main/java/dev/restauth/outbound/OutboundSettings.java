package dev.restauth.outbound;

import dev.restauth.config.AddressBlock;
import dev.restauth.config.Config;
import dev.restauth.config.Group;
import dev.restauth.config.Setting;
import dev.restauth.config.Settings;
import dev.restauth.config.ValueType;
import dev.restauth.config.Warnings;
import dev.restauth.crypto.CertificateFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Settings for the calls that the server makes: the networks that it may call, and the certificate
 * authorities that it trusts.
 */
public final class OutboundSettings implements Settings {
  static final Setting<List<AddressBlock>> OUTBOUND_NETWORKS =
      Setting.computed(
          "outbound-networks",
          Group.OUTBOUND,
          ValueType.list("ADDRESS", (text, _) -> network(text)),
          "none: public addresses only",
          List::of,
          "IP addresses or CIDR blocks of your own networks to which clients' URLs may point");

  static final Setting<Optional<Path>> OUTBOUND_CA_FILE =
      Setting.optional(
          "outbound-ca-file",
          Group.OUTBOUND,
          ValueType.file(),
          "the authorities that Java trusts",
          "PEM file of additional certificate authorities to trust for clients' servers");

  @Override
  public List<Setting<?>> all() {
    return List.of(OUTBOUND_NETWORKS, OUTBOUND_CA_FILE);
  }

  /**
   * Warns if the file of certificate authorities cannot be used. This is not an error, because only
   * calls to clients' servers need the file.
   */
  @Override
  public void warn(Config config, Warnings warnings) {
    config
        .get(OUTBOUND_CA_FILE)
        .ifPresent(
            file -> {
              try {
                CertificateFiles.checkAuthorities(file);
              } catch (IllegalArgumentException e) {
                warnings.add(
                    OUTBOUND_CA_FILE.key()
                        + ": "
                        + e.getMessage()
                        + ": no call to a server of a client will succeed");
              }
            });
  }

  private static AddressBlock network(String text) {
    AddressBlock block = AddressBlock.parse(text);
    if (block.prefix() == 0) {
      throw new IllegalArgumentException(
          "this lets clients choose any address of your network; name the networks");
    }
    return block;
  }
}
