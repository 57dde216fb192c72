package dev.restauth.listener;

import io.netty.channel.EventLoop;

/** The objects that the connections of one event loop share. Confined to the thread of the loop. */
record LoopContext(EventLoop executor, ReadBuffers readBuffers, HeadWriter writer) {
  LoopContext(EventLoop executor) {
    this(executor, new ReadBuffers(), new HeadWriter(System::currentTimeMillis));
  }
}
