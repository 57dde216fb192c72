"""Checks in event loops, which they must not block."""

import asyncio
import unittest

from restauth import GoOnFor, VerifiedToken

from .scene import GONE, LIVE, LONG, OTHER, OTHERS, PAIR, KeyPair, Later, Scene, until


async def soon(condition):
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.002)


class AsyncTest(unittest.TestCase):
    def test_answers_are_those_of_the_other_calls(self):
        async def check(verifier):
            self.assertIsNone(await verifier.verify_async(GONE))
            self.assertIsNone(await verifier.verify_async(None))
            token = await verifier.verify_async(LIVE)
            self.assertIs(token, verifier.verify(LIVE))
            self.assertEqual((await verifier.judge_async("x")).status, 401)

        with Scene().begin() as scene:
            asyncio.run(check(scene.verifier))
            scene.clock.ticked += 3_000
            refusal = asyncio.run(scene.verifier.judge_async(LIVE))
            self.assertEqual(refusal.status, 503)

    def test_goes_on_while_the_server_is_asked_about_a_key(self):
        async def check(scene):
            verify = scene.verifier.verify_async
            scene.server.held.clear()
            waiting = [asyncio.create_task(verify(OTHERS)) for _ in range(100)]
            await soon(lambda: scene.server.asked["keys"] == 1)
            self.assertIsNotNone(await verify(LIVE))
            waiting[0].cancel()  # one client disconnects, and the others wait
            with self.assertRaises(asyncio.CancelledError):
                await waiting[0]
            self.assertFalse(any(task.done() for task in waiting[1:]))
            scene.server.held.set()
            for token in await asyncio.gather(*waiting[1:]):
                self.assertIsInstance(token, VerifiedToken)
            self.assertEqual(scene.server.asked["keys"], 1)

        with Scene().begin() as scene:
            scene.server.keys = [PAIR.jwk, OTHER.jwk]
            asyncio.run(check(scene))

    def test_goes_on_while_the_server_is_asked_about_64_tokens(self):
        async def check(scene):
            verify = scene.verifier.judge_async
            scene.server.held.clear()
            waiting = [asyncio.create_task(verify(LIVE)) for _ in range(64)]
            await soon(lambda: scene.server.asked["introspection"] == 64)
            self.assertEqual((await verify(LIVE)).status, 503)
            scene.server.held.set()
            for token in await asyncio.gather(*waiting):
                self.assertIsInstance(token, VerifiedToken)

        with Scene().begin(when_stale="ask-server") as scene:
            scene.clock.ticked += 3_000
            scene.server.active = True
            asyncio.run(check(scene))

    def test_does_not_wait_longer_than_for_the_answer(self):
        timing = {"answer_within": 1}
        with Scene().begin(when_stale="ask-server", timing=timing) as scene:
            scene.clock.ticked += 3_000
            scene.server.held.clear()
            refusal = asyncio.run(scene.verifier.judge_async(LIVE))
            self.assertEqual(refusal.status, 503)
            self.assertIsNone(asyncio.run(scene.verifier.verify_async(OTHERS)))

    def test_several_loops_and_threads_share_a_verifier(self):
        tokens = [PAIR.sign(jti=f"j{i}") for i in range(50)]
        strange = [KeyPair(f"s{i}").sign() for i in range(3)]

        async def check(verifier):
            for _ in range(20 if LONG else 5):
                for token in (*tokens, *strange):
                    if (await verifier.verify_async(token) is None) != (
                        token in strange
                    ):
                        return False
                    await asyncio.sleep(0)
            return True

        with Scene().begin(when_stale=GoOnFor(600), cached_tokens=20) as scene:
            checks = [
                Later(lambda: asyncio.run(check(scene.verifier))) for _ in range(8)
            ]
            for i in range(200):
                scene.feed.revoke(f"x{i}")
            self.assertTrue(all(each.result() for each in checks))
            scene.feed.revoke("live")
            until(lambda: not any(scene.accepts(token) for token in tokens))


if __name__ == "__main__":
    unittest.main()
