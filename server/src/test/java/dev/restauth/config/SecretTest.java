package dev.restauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {
  @Test
  void toStringDoesNotShowTheSecret() {
    assertThat(new Secret("hunter2")).hasToString("[secret]");
    assertThat(new Secret("hunter2").reveal()).isEqualTo("hunter2");
  }
}
