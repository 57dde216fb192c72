package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.Declarations;
import dev.restauth.config.ConfigException;
import dev.restauth.config.ConfigLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Names of attributes, none of which may be the name of a standard claim. Services would treat such
 * an attribute as a statement of the server.
 */
class ClaimNamesTest {
  @Test
  void noAttributeHasTheNameOfAClaim(@TempDir Path folder) throws IllegalAccessException {
    for (var field : TokenProfile.Claims.class.getDeclaredFields()) {
      String claim = String.valueOf(field.get(null));
      assertThatThrownBy(
              () ->
                  ConfigLoader.load(
                      Declarations.OURS.settings(),
                      Map.of("attribute-claims", claim),
                      Map.of(),
                      folder))
          .as(claim)
          .isInstanceOf(ConfigException.class);
    }
    assertThat(
            Arrays.stream(TokenProfile.Claims.class.getDeclaredFields())
                .map(each -> each.getName()))
        .contains("KEY_ID", "ACTOR");
  }
}
