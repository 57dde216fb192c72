package dev.restauth.client;

import dev.restauth.client.ProtectedApi.Guard;
import dev.restauth.client.spring.RevocationAwareJwtDecoder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** The decoder in an application of Spring MVC with Spring Security. */
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

  @RestController
  static class Orders {
    @GetMapping("/orders")
    String orders(JwtAuthenticationToken caller) {
      return "account %s, session %s, api %s, admin %s"
          .formatted(
              caller.getName(),
              caller.getToken().getClaimAsString("sid"),
              has(caller, "SCOPE_api"),
              has(caller, "SCOPE_admin"));
    }

    private static boolean has(JwtAuthenticationToken caller, String authority) {
      return caller.getAuthorities().stream()
          .anyMatch(granted -> authority.equals(granted.getAuthority()));
    }
  }

  @Test
  void apiIsProtected(@TempDir Path folder) throws Exception {
    try (Guard guard = new Guard();
        EmbeddedTomcat tomcat = new EmbeddedTomcat(folder);
        AnnotationConfigWebApplicationContext context =
            new AnnotationConfigWebApplicationContext()) {
      context.register(Application.class);
      JwtDecoder decoder = new RevocationAwareJwtDecoder(guard.verifier());
      context.addBeanFactoryPostProcessor(beans -> beans.registerSingleton("decoder", decoder));
      context.setServletContext(tomcat.context().getServletContext());
      context.refresh();
      tomcat.start(
          new DelegatingFilterProxy("springSecurityFilterChain", context),
          new DispatcherServlet(context));
      // Spring treats an unknown revocation as an internal failure.
      new ProtectedApi(tomcat.port()).assertProtectedBy(guard, 500);
    }
  }
}
