package dev.restauth.listener;

import io.netty.channel.EventLoop;

/** What the connections of one event loop share; used by its thread. */
record Loop(EventLoop executor, ReadBuffers readBuffers, HeadWriter writer) {
  Loop(EventLoop executor) {
    this(executor, new ReadBuffers(), new HeadWriter(System::currentTimeMillis));
  }
}
