package dev.restauth.listener;

/** The phase of an HTTP/1.1 connection. */
enum Http1Phase {
  /** Receives a head, or waits for one. */
  HEAD,
  /** Waits for the answer to a request; may receive the body of the request. */
  ANSWERING,
  /** Receives and discards the rest of a body after the answer. */
  READING_AWAY,
  /** Writes the last answer of the connection. */
  LAST_ANSWER,
  /** A separate thread writes a streamed answer. */
  STREAMING
}
