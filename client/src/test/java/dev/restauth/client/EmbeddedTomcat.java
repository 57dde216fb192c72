package dev.restauth.client;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** A Tomcat with one servlet behind one filter. */
final class EmbeddedTomcat implements AutoCloseable {
  private final Tomcat tomcat = new Tomcat();
  private final Context context;

  EmbeddedTomcat(Path folder) {
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.setSilent(true);
    tomcat.getConnector();
    context = tomcat.addContext("", folder.toString());
  }

  Context context() {
    return context;
  }

  EmbeddedTomcat start(Filter filter, Servlet servlet) throws LifecycleException {
    FilterDef definition = new FilterDef();
    definition.setFilterName("guard");
    definition.setFilter(filter);
    definition.setAsyncSupported("true");
    context.addFilterDef(definition);
    FilterMap everywhere = new FilterMap();
    everywhere.setFilterName("guard");
    everywhere.addURLPattern("/*");
    context.addFilterMap(everywhere);
    Wrapper api = Tomcat.addServlet(context, "api", servlet);
    api.setLoadOnStartup(1);
    api.setAsyncSupported(true);
    api.addMapping("/");
    tomcat.start();
    return this;
  }

  int port() {
    return tomcat.getConnector().getLocalPort();
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }
}
