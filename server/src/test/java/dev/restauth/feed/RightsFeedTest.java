package dev.restauth.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.feed.FeedClient.ReceivedEvent;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Changes of rights in the feed. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class RightsFeedTest {
  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer()
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final RoleScene scene = new RoleScene(server);
  private String key = "";

  @BeforeEach
  void start() {
    key = server.serviceKey("shop", "revocations:read");
    scene.define("editor", "posts:write posts:read");
  }

  /** Reads events up to the next one that is not a heartbeat, and returns it. */
  private static ReceivedEvent change(FeedClient client) {
    ReceivedEvent event = client.event();
    while (event.event().equals("heartbeat")) {
      event = client.event();
    }
    return event;
  }

  @Test
  void eachChangeIsOneEvent() {
    try (FeedClient client = FeedClient.connect(server, key)) {
      client.until("heartbeat");
      scene.assign("editor", "susan");
      ReceivedEvent assigned = change(client);
      assertThat(assigned.event()).isEqualTo("rights");
      assertThat(assigned.data().get("sub").asText()).isEqualTo("1");
      long first = assigned.data().get("rights").asLong();
      assertThat(assigned.data().get("until").asLong()).isPositive();
      assertThat(assigned.id()).isNotEmpty();

      scene.assign("editor", "david");
      assertThat(change(client).data().get("sub").asText()).isEqualTo("2");
      scene.define("editor", "posts:read");
      ReceivedEvent changed = change(client);
      assertThat(changed.event()).isEqualTo("role");
      assertThat(changed.data().get("role").asText()).isEqualTo("editor");
      assertThat(changed.data().get("scopes").toString())
          .isEqualTo("[\"posts:read\",\"posts:write\"]");
      assertThat(changed.data().get("rights").asLong()).isEqualTo(first + 2);
      scene.define("editor", "posts:read"); // changes nothing
      scene.define("another", "posts:read");
      ReceivedEvent made = change(client);
      assertThat(made.event()).isEqualTo("role");
      assertThat(made.data().get("scopes")).isEmpty(); // the new role had no scopes before
      scene.take("editor", "david");
      ReceivedEvent taken = change(client);
      assertThat(taken.event()).isEqualTo("rights");
      assertThat(taken.data().get("sub").asText()).isEqualTo("2");
    }
  }

  @Test
  void aSnapshotHasTheChangesIfTheSubscriberAsksForThem() {
    scene.assign("editor", "susan");
    scene.assign("editor", "david");
    scene.define("editor", "posts:read");
    try (FeedClient client = FeedClient.connectWithRights(server, key)) {
      List<ReceivedEvent> pieces = snapshot(client);
      assertThat(pieces.getFirst().data().get("rights").asInt()).isEqualTo(2);
      assertThat(pieces.getFirst().data().get("roles").asInt()).isEqualTo(1);
      assertThat(pieces.stream().map(ReceivedEvent::event))
          .containsExactly("snapshot", "rights", "roles", "keys", "current");
      assertThat(pieces.get(1).data().get("rights")).hasSize(2);
      assertThat(pieces.get(2).data().get("roles").get(0).toString())
          .startsWith("[\"editor\",[\"posts:read\",\"posts:write\"],4,");
    }
    try (FeedClient client = FeedClient.connect(server, key)) {
      assertThat(snapshot(client).stream().map(ReceivedEvent::event))
          .containsExactly("snapshot", "keys", "current");
    }
  }

  private static List<ReceivedEvent> snapshot(FeedClient client) {
    List<ReceivedEvent> pieces = new ArrayList<>();
    do {
      pieces.add(client.event());
    } while (!pieces.getLast().event().equals("current"));
    return pieces;
  }
}
