package dev.restauth.web;

import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Supplier;

/** What a browser finds at {@code /}, and the OpenAPI document. */
public final class WebFeature implements Feature {
  private final Supplier<List<Feature>> features;

  /** Of all features, which are asked for their parts of the document at its first request. */
  public WebFeature(Supplier<List<Feature>> features) {
    this.features = features;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(new FrontPageRoutes(this::openApiDocument));
  }

  private String openApiDocument() {
    SequencedSet<String> parts = new LinkedHashSet<>();
    openApi().ifPresent(parts::add); // has what the others refer to
    features.get().forEach(each -> each.openApi().ifPresent(parts::add));
    return OpenApiDocument.of(parts);
  }
}
