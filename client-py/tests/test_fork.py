"""Forks: a child process continues independently."""

import os
import threading
import traceback
import unittest
import warnings

from .scene import ENDED, GONE, LIVE, LONG, KeyPair, Scene, until


def forked(check):
    """Run a check in a child process, and return the process id."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # there are threads
        child = os.fork()
    if child != 0:
        return child
    code = 1
    try:
        check()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def exit_code(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class ForkTest(unittest.TestCase):
    def test_child_goes_on_from_the_state_of_its_parent_with_its_own_stream(self):
        with Scene().begin() as scene:
            scene.feed.revoke("before")
            scene.heard()
            last_id = f"e.1-{scene.feed.last}"

            def check():
                assert scene.verifier.fresh
                assert scene.accepts(LIVE)
                assert not scene.accepts(GONE)
                scene.refused(ENDED)
                assert scene.accepts(LIVE)

            child = forked(check)
            stream = scene.server.next()
            self.assertEqual(stream.last_id, last_id)
            stream.resumed(scene.feed.last).beat().revoke("ended")
            self.assertEqual(exit_code(child), 0)
            # The parent's stream continues.
            self.assertFalse(scene.feed.closed.is_set())
            self.assertTrue(scene.accepts(ENDED))
            scene.feed.revoke("ended")
            scene.refused(ENDED)

    def test_grandchild_does_the_same(self):
        with Scene().begin() as scene:

            def check_child():
                child = forked(lambda: scene.refused(ENDED))
                assert exit_code(child) == 0
                scene.refused(ENDED)

            child = forked(check_child)
            # Both connect before either is told. A grandchild that inherited the end of
            # the session would exit without a connection.
            for stream in [scene.server.next() for _ in range(2)]:
                stream.resumed(100).beat().revoke("ended")
            self.assertEqual(exit_code(child), 0)

    def test_child_inherits_no_lock_in_a_locked_state(self):
        ended = threading.Event()
        strange = KeyPair("strange").sign()
        with Scene().begin() as scene:

            def ask():
                while not ended.is_set():
                    scene.accepts(strange)  # acquires the lock of the keys

            def revoke():
                i = 0
                while not ended.is_set():
                    i += 1
                    scene.feed.beat().revoke(f"x{i}")

            threads = [threading.Thread(target=t) for t in (ask, ask, revoke)]
            for thread in threads:
                thread.start()

            def check():
                scene.accepts(strange)
                scene.refused(ENDED)

            try:
                for _ in range(15 if LONG else 5):
                    child = forked(check)
                    stream = scene.server.next()
                    number = int(stream.last_id.split("-")[1])
                    stream.resumed(number).revoke("ended").beat()
                    self.assertEqual(exit_code(child), 0)
            finally:
                ended.set()
                for thread in threads:
                    thread.join()

    def test_child_can_ask_the_server_whatever_its_parent_is_asking(self):
        with Scene().begin(when_stale="ask-server") as scene:
            scene.clock.ticked += 3_000
            scene.server.active = True
            scene.server.held.clear()
            asking = [
                threading.Thread(target=lambda: scene.accepts(LIVE)) for _ in range(64)
            ]
            for thread in asking:
                thread.start()
            until(lambda: scene.server.asked["introspection"] == 64)
            child = forked(lambda: until(lambda: scene.accepts(LIVE)))
            until(lambda: scene.server.asked["introspection"] > 64)
            scene.server.held.set()
            self.assertEqual(exit_code(child), 0)
            for thread in asking:
                thread.join()

    def test_child_of_a_closed_verifier_has_no_stream(self):
        with Scene().begin() as scene:
            scene.verifier.close()

            def check():
                assert not scene.accepts(LIVE)
                names = [thread.name for thread in threading.enumerate()]
                assert "restauth-feed" not in names, names

            self.assertEqual(exit_code(forked(check)), 0)


if __name__ == "__main__":
    unittest.main()
