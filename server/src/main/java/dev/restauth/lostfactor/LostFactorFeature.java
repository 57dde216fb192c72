package dev.restauth.lostfactor;

import dev.restauth.challenge.Challenges;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.email.AskedCodes;
import dev.restauth.event.SecurityEvents;
import dev.restauth.feature.Feature;
import dev.restauth.http.RouteTable;
import dev.restauth.mail.Mailer;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.store.Store;
import java.util.List;

/** The feature that removes second factors by mail, for users who have lost them. */
public final class LostFactorFeature implements Feature {
  private final FactorRemovals removals;
  private final FactorRemovalRoutes routes;

  /** Creates the feature for the accounts in {@code store}. */
  public LostFactorFeature(
      Store store,
      OneTimeCodes codes,
      Mailer mailer,
      Challenges challenges,
      OwnerNotices notices,
      SecurityEvents events) {
    this.removals =
        new FactorRemovals(
            store, codes, new AskedCodes(store, codes, mailer), mailer, notices, events);
    this.routes = new FactorRemovalRoutes(challenges, removals, mailer);
  }

  /** The removals of lost second factors. */
  public FactorRemovals removals() {
    return removals;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes);
  }
}
