package dev.restauth.listener;

import dev.restauth.blocking.NonBlocking;
import io.netty.util.concurrent.FastThreadLocalThread;

/** The thread of an event loop. */
final class LoopThread extends FastThreadLocalThread implements NonBlocking {
  LoopThread(Runnable work, String name) {
    super(work, name);
  }
}
