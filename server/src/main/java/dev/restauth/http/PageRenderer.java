package dev.restauth.http;

/** Renders the pages of a server. Thread-safe. */
public interface PageRenderer {
  /** Renders a page as an answer. */
  Answer render(Call call, int status, PageContent page);

  /**
   * Renders the error page that replaces a problem (RFC 9457).
   *
   * @param status the status of the problem, 400 or more
   */
  Answer error(Call call, int status);

  /**
   * The renderer of servers without pages. Such servers do not replace problems with error pages.
   * Both methods throw an exception.
   */
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
