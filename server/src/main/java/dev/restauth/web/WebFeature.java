package dev.restauth.web;

import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * The front page at {@code /}, the page for unknown paths, the OpenAPI document, and the page for
 * passkeys.
 */
public final class WebFeature implements Feature {
  private final Optional<URI> publicUrl;
  private final BiPredicate<String, String> acceptable;
  private final Supplier<List<Feature>> features;

  /**
   * Creates the feature.
   *
   * @param publicUrl the URL at which clients reach this server; empty if none is configured
   * @param acceptable whether a password may be set for a user name
   * @param features supplies all features; called at the first request for the OpenAPI document
   */
  public WebFeature(
      Optional<URI> publicUrl,
      BiPredicate<String, String> acceptable,
      Supplier<List<Feature>> features) {
    this.publicUrl = publicUrl;
    this.acceptable = acceptable;
    this.features = features;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(
        new FrontPageRoutes(
            publicUrl.map(URI::toString),
            () -> ExamplePasswords.of(acceptable),
            this::openApiDocument),
        new PasskeyPageRoutes());
  }

  private String openApiDocument() {
    SequencedSet<String> parts = new LinkedHashSet<>();
    openApi().ifPresent(parts::add); // first, because the other parts refer to its definitions
    features.get().forEach(each -> each.openApi().ifPresent(parts::add));
    return OpenApiDocument.of(parts);
  }
}
