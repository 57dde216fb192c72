package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.client.ProtectedApi.Guard;
import dev.restauth.client.spring.RevocationAwareJwtDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.DelegatingJwtGrantedAuthoritiesConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** The decoder in a Spring MVC application with Spring Security. */
class SpringAdapterTest {

  @Configuration
  @EnableWebMvc
  @EnableWebSecurity
  static class Application {
    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(all -> all.anyRequest().hasAuthority("SCOPE_api"))
          .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
          .build();
    }

    @Bean
    Orders orders() {
      return new Orders();
    }
  }

  /** Scopes become authorities, as by default, and roles do too. */
  @Configuration
  @EnableWebMvc
  @EnableWebSecurity
  static class ApplicationWithRoles {
    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(all -> all.anyRequest().hasRole("admin"))
          .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
          .build();
    }

    @Bean
    JwtAuthenticationConverter jwtAuthenticationConverter() {
      var roles = new JwtGrantedAuthoritiesConverter();
      roles.setAuthoritiesClaimName("roles");
      roles.setAuthorityPrefix("ROLE_");
      var converter = new JwtAuthenticationConverter();
      converter.setJwtGrantedAuthoritiesConverter(
          new DelegatingJwtGrantedAuthoritiesConverter(
              new JwtGrantedAuthoritiesConverter(), roles));
      return converter;
    }

    @Bean
    Orders orders() {
      return new Orders();
    }
  }

  @RestController
  static class Orders {
    @GetMapping("/orders")
    String orders(JwtAuthenticationToken caller) {
      return "account %s, session %s, api %s, admin %s"
          .formatted(
              caller.getName(),
              caller.getToken().getClaimAsString("sid"),
              has(caller, "SCOPE_api"),
              has(caller, "SCOPE_admin") || has(caller, "ROLE_admin"));
    }

    private static boolean has(JwtAuthenticationToken caller, String authority) {
      return caller.getAuthorities().stream()
          .anyMatch(granted -> authority.equals(granted.getAuthority()));
    }
  }

  @Test
  void apiIsProtected(@TempDir Path folder) throws Exception {
    // If the verifier cannot determine whether a token was revoked, Spring answers with 500.
    run(Application.class, folder, (api, guard) -> api.assertProtectedBy(guard, 500));
  }

  @Test
  void roleIsRequired(@TempDir Path folder) throws Exception {
    run(ApplicationWithRoles.class, folder, ProtectedApi::assertRequiresAdmin);
  }

  private static void run(
      Class<?> application, Path folder, BiConsumer<ProtectedApi, Guard> assertions)
      throws Exception {
    try (Guard guard = new Guard();
        EmbeddedTomcat tomcat = new EmbeddedTomcat(folder);
        AnnotationConfigWebApplicationContext context =
            new AnnotationConfigWebApplicationContext()) {
      context.register(application);
      JwtDecoder decoder = new RevocationAwareJwtDecoder(guard.verifier());
      context.addBeanFactoryPostProcessor(beans -> beans.registerSingleton("decoder", decoder));
      context.setServletContext(tomcat.context().getServletContext());
      context.refresh();
      tomcat.start(
          new DelegatingFilterProxy("springSecurityFilterChain", context),
          new DispatcherServlet(context));
      assertions.accept(new ProtectedApi(tomcat.port()), guard);
    }
  }

  @Test
  void theKeyOfATokenIsAClaim() throws IOException {
    try (Guard guard = new Guard()) {
      JwtDecoder decoder = new RevocationAwareJwtDecoder(guard.verifier());
      String token =
          Tokens.signed(Tokens.KEY, Tokens.claims(START, "live").claim("key_id", "live").build());
      assertThat(decoder.decode(token).getClaimAsString("key_id")).isEqualTo("live");
      assertThat(decoder.decode(Tokens.good(START, "live")).hasClaim("key_id")).isFalse();
    }
  }

  @Test
  void theOrganizationOfATokenIsAClaim() throws IOException {
    try (Guard guard = new Guard()) {
      JwtDecoder decoder = new RevocationAwareJwtDecoder(guard.verifier());
      Jwt jwt =
          decoder.decode(
              Tokens.signed(
                  Tokens.KEY,
                  Tokens.claims(START, "live")
                      .claim("org", "acme")
                      .claim("org_role", "admin")
                      .build()));
      assertThat(jwt.getClaimAsString("org")).isEqualTo("acme");
      assertThat(jwt.getClaimAsString("org_role")).isEqualTo("admin");
      Jwt without = decoder.decode(Tokens.good(START, "live"));
      assertThat(without.hasClaim("org")).isFalse();
      assertThat(without.hasClaim("org_role")).isFalse();
    }
  }

  @Test
  void theActorOfATokenIsAClaim() throws IOException {
    try (Guard guard = new Guard()) {
      JwtDecoder decoder = new RevocationAwareJwtDecoder(guard.verifier());
      String token =
          Tokens.signed(
              Tokens.KEY, Tokens.claims(START, "live").claim("act", Map.of("sub", "7")).build());
      assertThat(decoder.decode(token).getClaimAsMap("act")).isEqualTo(Map.of("sub", "7"));
      assertThat(decoder.decode(Tokens.good(START, "live")).hasClaim("act")).isFalse();
    }
  }

  @Test
  void claimsOfRightsAreThoseOfTheToken() throws IOException {
    try (Guard guard = new Guard()) {
      JwtDecoder decoder = new RevocationAwareJwtDecoder(guard.verifier());
      Jwt jwt =
          decoder.decode(
              Tokens.signed(
                  Tokens.KEY,
                  Tokens.claims(START, "live")
                      .claim("rgt", 57)
                      .claim("roles", List.of("editor"))
                      .build()));
      assertThat(jwt.<Long>getClaim("rgt")).isEqualTo(57);
      assertThat(jwt.getClaimAsStringList("roles")).containsExactly("editor");
      Jwt without = decoder.decode(Tokens.good(START, "live"));
      assertThat(without.<Long>getClaim("rgt")).isZero();
      assertThat(without.hasClaim("roles")).isFalse();
    }
  }
}
