package dev.restauth.client;

import java.util.Optional;

/**
 * An event of a stream (WHATWG HTML, section 9.2).
 *
 * @param id where the event itself has one
 */
record Event(String type, Optional<String> id, String data) {}
