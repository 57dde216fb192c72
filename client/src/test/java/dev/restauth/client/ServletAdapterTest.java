package dev.restauth.client;

import dev.restauth.client.ProtectedApi.Guard;
import dev.restauth.client.servlet.BearerTokenFilter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Servlet filter in Tomcat. */
class ServletAdapterTest {

  private static final class Orders extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      VerifiedToken token = BearerTokenFilter.token(request).orElseThrow();
      if (token.subject().equals(request.getRemoteUser())
          && token.subject().equals(request.getUserPrincipal().getName())) {
        response
            .getWriter()
            .print(
                ProtectedApi.answer(
                    token, request.isUserInRole("api"), request.isUserInRole("admin")));
      }
    }
  }

  /**
   * A servlet that continues in another thread, and dispatches to a second servlet before it
   * answers.
   */
  private static final class LateOrders extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      switch (request.getDispatcherType()) {
        case REQUEST -> request.startAsync().dispatch("/async");
        case ASYNC -> request.getRequestDispatcher("/forward").forward(request, response);
        default -> new Orders().doGet(request, response);
      }
    }
  }

  @Test
  void callerIsAvailableAfterDispatches(@TempDir Path folder) throws Exception {
    try (Guard guard = new Guard();
        EmbeddedTomcat tomcat =
            new EmbeddedTomcat(folder)
                .start(new BearerTokenFilter(guard.verifier(), "api"), new LateOrders())) {
      new ProtectedApi(tomcat.port()).assertProtectedBy(guard, 503);
    }
  }

  /** The method {@code isUserInRole} is true for the role, and for the scope {@code api}. */
  @Test
  void roleIsRequired(@TempDir Path folder) throws Exception {
    try (Guard guard = new Guard();
        EmbeddedTomcat tomcat =
            new EmbeddedTomcat(folder)
                .start(new BearerTokenFilter(guard.verifier(), "", "admin"), new Orders())) {
      new ProtectedApi(tomcat.port()).assertRequiresAdmin(guard);
    }
  }

  @Test
  void apiIsProtected(@TempDir Path folder) throws Exception {
    try (Guard guard = new Guard();
        EmbeddedTomcat tomcat =
            new EmbeddedTomcat(folder)
                .start(new BearerTokenFilter(guard.verifier(), "api"), new Orders())) {
      new ProtectedApi(tomcat.port()).assertProtectedBy(guard, 503);
    }
  }
}
