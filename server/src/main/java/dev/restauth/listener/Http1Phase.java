package dev.restauth.listener;

/** What a connection of HTTP/1.1 is at. */
enum Http1Phase {
  /** A head comes, or none yet. */
  HEAD,
  /** A request is answered; its body may come. */
  ANSWERING,
  /** The rest of a body comes that nobody wants. */
  READING_AWAY,
  /** What is written now is the last. */
  LAST_ANSWER,
  /** The answer is written piece by piece, by a thread of its own. */
  STREAMING
}
