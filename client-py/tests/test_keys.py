"""Keys: announced, removed, and requested if they are unknown."""

import unittest

from restauth import GoOnFor

from .scene import ED, LIVE, OTHER, OTHERS, PAIR, RSA, KeyPair, Later, Scene, until


class KeysTest(unittest.TestCase):
    def test_announced_again_stay_and_removed_ones_are_refused(self):
        with Scene().begin() as scene:
            token = scene.verifier.verify(LIVE)
            scene.feed.next("keys", keys=[RSA.jwk, PAIR.jwk])
            scene.heard()
            self.assertIs(scene.verifier.verify(LIVE), token)
            scene.feed.next("keys", keys=[OTHER.jwk])
            scene.refused(LIVE)
            # It requests no keys, because the response could restore the removed ones.
            self.assertEqual(scene.server.asked["keys"], 0)
            self.assertTrue(scene.accepts(OTHERS))
            self.assertFalse(scene.accepts(ED.sign()))
            self.assertEqual(scene.server.asked["keys"], 1)
            self.assertFalse(scene.accepts(LIVE))
            scene.feed.next("keys", keys=[PAIR.jwk])
            until(lambda: scene.accepts(LIVE))

    def test_are_not_read_from_an_answer_over_a_megabyte(self):
        with Scene().begin(when_stale=GoOnFor(600)) as scene:
            scene.server.keys = [OTHER.jwk, "x" * (1 << 20)]
            self.assertFalse(scene.accepts(OTHERS))
            scene.clock.ticked += 10_000
            scene.server.keys = [OTHER.jwk, "x" * (1 << 19)]
            self.assertTrue(scene.accepts(OTHERS))

    def test_unknown_ones_are_requested_once_in_ten_seconds_together(self):
        strange = [KeyPair(f"k{i}").sign() for i in range(5, 8)]
        with Scene().begin(when_stale=GoOnFor(600)) as scene:
            scene.server.keys = [PAIR.jwk, OTHER.jwk]
            scene.server.held.clear()
            tokens = [OTHERS, *strange, OTHERS]
            answers = [Later(lambda t=t: scene.accepts(t)) for t in tokens]
            until(lambda: scene.server.asked["keys"] == 1)
            self.assertTrue(scene.accepts(LIVE))  # other checks continue
            scene.server.held.set()
            accepted = [answer.result() for answer in answers]
            self.assertEqual(accepted, [True, False, False, False, True])
            last = scene.server.last
            self.assertEqual((last["method"], last["cache"]), ("GET", "no-cache"))
            self.assertIsNone(last["authorization"])
            scene.clock.ticked += 9_999
            self.assertFalse(scene.accepts(strange[0]))
            self.assertTrue(scene.accepts(OTHERS))
            self.assertEqual(scene.server.asked["keys"], 1)
            scene.server.keys = [PAIR.jwk]
            scene.clock.ticked += 1
            self.assertFalse(scene.accepts(OTHERS))
            self.assertFalse(scene.accepts(strange[0]))
            self.assertEqual(scene.server.asked["keys"], 2)

    def test_unknown_ones_stay_so_after_a_bad_answer(self):
        deep = (
            f'{{"keys":[{{"kty":"EC","kid":"k2","x":{"[" * 99_999}{"]" * 99_999}}}]}}'
        )
        for what, status, answer in (
            ("an error", 500, None),
            ("a redirect", 307, None),
            ("no JSON", 200, "x"),
            ("a list", 200, "[]"),
            ("no list", 200, '{"keys":{}}'),
            ("a number", 200, '{"keys":7}'),
            ("one too deep", 200, deep),
        ):
            with self.subTest(what), Scene().begin() as scene:
                scene.server.keys = [OTHER.jwk]
                scene.server.status, scene.server.answer = status, answer
                self.assertFalse(scene.accepts(OTHERS))
                self.assertTrue(scene.accepts(LIVE))
                scene.server.status, scene.server.answer = 200, None
                self.assertFalse(scene.accepts(OTHERS))
                self.assertEqual(scene.server.asked["keys"], 1)
                self.assertEqual(scene.server.asked["other"], 0)

    def asking(self, scene):
        """Request an unknown key. The response arrives when `held` is set."""
        scene.server.held.clear()
        answer = Later(lambda: scene.accepts(OTHERS))
        until(lambda: scene.server.asked["keys"] == 1)
        return answer

    def test_requested_before_an_announcement_are_not_used(self):
        with Scene().begin() as scene:
            scene.server.keys = [PAIR.jwk, OTHER.jwk]
            answer = self.asking(scene)
            scene.feed.next("keys", keys=[PAIR.jwk])
            scene.heard()
            scene.server.held.set()
            self.assertFalse(answer.result())
            self.assertFalse(scene.accepts(OTHERS))
            self.assertEqual(scene.server.asked["keys"], 1)

    def test_from_an_answer_are_dropped_by_an_announcement(self):
        with Scene().begin() as scene:
            scene.server.keys = [PAIR.jwk, OTHER.jwk]
            self.assertTrue(scene.accepts(OTHERS))
            scene.feed.next("keys", keys=[PAIR.jwk])
            scene.heard()
            self.assertFalse(scene.accepts(OTHERS))

    def test_announced_during_a_request_count_at_once(self):
        with Scene().begin() as scene:
            answer = self.asking(scene)
            scene.feed.next("keys", keys=[PAIR.jwk, OTHER.jwk])
            scene.heard()
            scene.server.held.set()
            self.assertTrue(answer.result())

    def test_removed_ones_stay_refused_up_to_a_thousand_of_them(self):
        many = [{**OTHER.jwk, "kid": f"old {i}"} for i in range(1_000)]
        with Scene([*many, PAIR.jwk]).begin() as scene:
            scene.feed.next("keys", keys=[PAIR.jwk])
            scene.heard()
            for i, accepted in ((0, True), (1, False), (999, False)):
                token = OTHER.sign(kid=f"old {i}")
                self.assertEqual(scene.accepts(token), accepted, f"key {i}")
            self.assertEqual(scene.server.asked["keys"], 1)

    def test_may_change_under_the_same_id(self):
        another = KeyPair("k1")
        with Scene().begin() as scene:
            self.assertTrue(scene.accepts(LIVE))
            scene.feed.next("keys", keys=[another.jwk])
            until(lambda: scene.accepts(another.sign()))
            self.assertFalse(scene.accepts(LIVE))


if __name__ == "__main__":
    unittest.main()
