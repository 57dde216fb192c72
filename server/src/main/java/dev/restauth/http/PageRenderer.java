package dev.restauth.http;

/** Renders the pages of a server. Thread-safe. */
public interface PageRenderer {
  /** Returns the answer with a page. */
  Answer render(Call call, int status, PageContent page);

  /**
   * Returns the answer with the page that takes the place of a problem.
   *
   * @param status the status of the problem, 400 or more
   */
  Answer error(Call call, int status);

  /** Renders nothing: for servers without pages, whose problems stay as they are. */
  PageRenderer NONE =
      new PageRenderer() {
        @Override
        public Answer render(Call call, int status, PageContent page) {
          throw new IllegalStateException("this server has no pages");
        }

        @Override
        public Answer error(Call call, int status) {
          throw new IllegalStateException("this server has no pages");
        }
      };
}
