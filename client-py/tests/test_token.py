"""Tokens: claims, headers, encodings and lengths."""

import json
import unittest

from cryptography.hazmat.primitives.asymmetric import rsa
from restauth import GoOnFor

from .keys import ABSENT, AUDIENCE, LATER, NOW, KeyPair, claims, encoded, sign_text
from .scene import ED, GONE, LIVE, OTHER, PAIR, RSA, Scene

HEADER = '{"alg":"ES256","typ":"at+jwt","kid":"k1"}'
PAYLOAD = json.dumps(claims())
RIGHT = {
    "is for several, us among them": {"aud": ["x", AUDIENCE]},
    "is of a clock that is a minute fast": {"iat": NOW + 60, "nbf": NOW + 60},
    "ends in a second": {"exp": NOW + 1},
    "has names that mean something in JavaScript": {"sub": "__proto__", "jti": "x"},
    "has the first generation": {"gen": 0},
    "has rights and roles": {"rgt": 57, "roles": ["editor", "editor"]},
    "has an organisation": {"org": "Zk2N", "org_role": "owner"},
    "has no rights and no roles": {"rgt": 0, "roles": []},
    "has the most rights": {"rgt": 2**53 - 1},
    "has an actor": {"act": {"sub": "7"}, "nbf": NOW},
    "has a chain of actors": {"act": {"sub": "7", "act": {"sub": "8"}}},
    "has a personal key": {"sid": "Zk2N", "key_id": "Zk2N", "nbf": NOW},
    "is of a client for a user": {
        "client_id": "shop",
        "aud": ["https://shop.example.org", AUDIENCE],
        "scope": "openid orders:read",
    },
    "is of a client for itself": {"client_id": "shop", "sub": "shop"},
    "has 500 roles": {"roles": [f"r{i}" for i in range(500)]},
}
WRONG = {
    "is of another issuer": {"iss": "https://evil.example.org"},
    "is for another audience": {"aud": "https://other.example.org"},
    "is for several others": {"aud": ["x", f"{AUDIENCE}/"]},
    "is for lists of audiences": {"aud": [[AUDIENCE]]},
    "is for an object": {"aud": {AUDIENCE: AUDIENCE}},
    "is for nobody": {"aud": ABSENT},
    "has ended": {"exp": NOW},
    "is of the future": {"iat": NOW + 61, "nbf": NOW},
    "does not count yet": {"nbf": NOW + 61},
    "does not count before a text": {"nbf": f"{NOW}"},
    "does not count before nothing": {"nbf": None},
    "ends never": {"exp": 1e300},
    "ends at infinity": {"exp": float("inf")},
    "has too many roles": {"roles": ["r" * 8_192]},
    "has a truth for its generation": {"gen": True},
}
for cnf in ({"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}, {}, "", None):
    WRONG[f"has {cnf!r} for its confirmation"] = {"cnf": cnf}
for name in ("iss", "sub", "sid", "jti", "client_id", "scope"):
    WRONG[f"has no {name}"] = {name: ABSENT}
    WRONG[f"has a list for {name}"] = {name: [claims()[name]]}
for name in ("iat", "exp", "gen"):
    WRONG[f"has no {name}"] = {name: ABSENT}
    WRONG[f"has a text for {name}"] = {name: f"{claims()[name]}"}
    WRONG[f"has a fraction for {name}"] = {name: claims()[name] - 0.5}
for rgt in (-1, 57.5, "57", None, True, [57], {}, 2**53, 2**63):
    WRONG[f"has {rgt!r} for its rights"] = {"rgt": rgt}
for roles in ("editor", "", 7, None, True, {}, [7], ["e", 7], ["e", None], [["e"]]):
    WRONG[f"has {roles!r} for its roles"] = {"roles": roles}
for act in ("7", 7, None, True, {}, {"sub": 7}, {"sub": None}, [], [{"sub": "7"}]):
    WRONG[f"has {act!r} for its actor"] = {"act": act}
for key in (7, None, True, {}, [], ["Zk2N"]):
    WRONG[f"has {key!r} for its key"] = {"key_id": key}
for org in ({"org": "A"}, {"org_role": "o"}, {"org": "A", "org_role": None}):
    WRONG[f"has {org} for its organisation"] = org
WRONG["has a number for its organisation"] = {"org": 7, "org_role": "owner"}


def signed(header, payload):
    """Return a token with any header and payload, signed with the server's key."""
    return sign_text(PAIR.private_key, header, payload)


def of_length(length):
    for spaces in range(3):
        short = len(signed(HEADER + " " * spaces, PAYLOAD))
        for pad in range((length - short) * 3 // 4, (length - short) * 3 // 4 + 2):
            token = signed(HEADER + " " * spaces, PAYLOAD + " " * pad)
            if len(token) == length:
                return token
    raise AssertionError("no token has that length")


class TokenTest(unittest.TestCase):
    def test_good_one_yields_its_claims(self):
        with Scene().begin() as scene:
            token = scene.verifier.verify(LIVE)
            self.assertEqual(dict(token.claims), claims())
            self.assertEqual(
                (token.subject, token.session_id, token.token_id, token.expires_at),
                ("42", "live", "j1", LATER),
            )
            with self.assertRaises(TypeError):
                token.claims["sub"] = "1"
            with self.assertRaises(AttributeError):
                token.roles = ("admin",)
            self.assertIs(scene.verifier.verify(LIVE), token)
            self.assertNotIn(LIVE[:20], repr(token))

    def test_claims(self):
        with Scene().begin() as scene:
            for what, changes in {**RIGHT, **WRONG}.items():
                with self.subTest(what):
                    token = signed(HEADER, json.dumps(claims(**changes)))
                    self.assertEqual(scene.accepts(token), what in RIGHT)

    def test_unknown_header_or_another_form_is_refused_despite_a_good_signature(self):
        usual = json.loads(HEADER)
        headers = [
            {"alg": "ES256", "kid": "k1"},
            {**usual, "typ": "JWT"},
            {**usual, "typ": "AT+JWT"},
            {"alg": "ES256", "typ": "at+jwt"},
            {**usual, "kid": ["k1"]},
            {"typ": "at+jwt", "kid": "k1"},
            [],
            None,
        ]
        for alg in (["ES256"], None, "none", "None", "", "HS256", "RS256", "ES384"):
            headers.append({**usual, "alg": alg})
        for more in (
            {"jku": "https://x.example"},
            {"jwk": PAIR.jwk},
            {"jwk": None},
            {"x5c": []},
            {"x5u": "https://x.example"},
            {"crit": ["exp"]},
            {"crit": []},
            {"b64": False},
            {"b64": True},
            {"crit": ["b64"], "b64": False},
            {"zip": "DEF"},
            {"cty": "JWT"},
        ):
            headers.append({**usual, **more})
        texts = [json.dumps(header) for header in headers]
        texts += ["", HEADER[:-1], HEADER.replace("{", '{"kid":"k1",')]
        payloads = ["", "[]", "null", "7", "{", f"{PAYLOAD} x", f"[{PAYLOAD}]"]
        payloads += [PAYLOAD.replace('"42"', '"\xff"').encode("latin1")]
        payloads += [PAYLOAD.replace("{", '{"sid":"gone",'), "[" * 5_000]
        payloads += [PAYLOAD.replace("{", '{"x":NaN,'), "\ufeff" + PAYLOAD]
        with Scene().begin() as scene:
            self.assertTrue(scene.accepts(signed(HEADER, PAYLOAD)))
            for header in texts:
                self.assertFalse(scene.accepts(signed(header, PAYLOAD)), header)
            for payload in payloads:
                self.assertFalse(scene.accepts(signed(HEADER, payload)), payload)
            self.assertEqual(scene.server.asked["keys"], 0)

    def test_deep_claims_end_in_an_answer(self):
        with Scene().begin() as scene:
            for depth in range(50, 2_900, 150):
                deep = f'{{"x":{"[" * depth}{"]" * depth},'
                accepted = scene.accepts(signed(HEADER, PAYLOAD.replace("{", deep)))
                self.assertIn(accepted, (True, False))
                if depth == 50:
                    self.assertTrue(accepted)

    def test_is_checked_by_the_algorithm_of_the_key_alone(self):
        bare = KeyPair("k6")
        secret = {"kty": "oct", "kid": "k5", "k": encoded(b"secret" * 6)}
        odd = [secret, None, [], {"kty": "EC"}, {"kty": ["EC"], "kid": "k7"}]
        public = {n: bare.jwk[n] for n in ("kty", "crv", "x", "y", "kid")}
        keys = [PAIR.jwk, RSA.jwk, ED.jwk, *odd, public]
        with Scene(keys).begin() as scene:
            for token in (RSA.sign(), ED.sign(), ED.sign(alg="EdDSA"), bare.sign()):
                self.assertTrue(scene.accepts(token))
            for alg in ("PS256", "RS384", "RS512"):
                self.assertFalse(scene.accepts(RSA.sign(alg=alg)), alg)
            for text in (b"secret" * 6, json.dumps(PAIR.jwk).encode(), b"x"):
                for kid in ("k1", "k5", "k6"):
                    header = json.dumps({"alg": "HS256", "typ": "at+jwt", "kid": kid})
                    forged = sign_text(text, header, PAYLOAD, "HS256")
                    self.assertFalse(scene.accepts(forged))
            self.assertFalse(scene.accepts(RSA.sign(kid="k1")))
            self.assertFalse(scene.accepts(KeyPair("k1").sign()))

    def test_by_a_useless_key_is_refused_as_if_the_key_were_unknown(self):
        short = rsa.generate_private_key(65537, 1024)
        numbers = short.public_key().public_numbers()
        modulus = encoded(numbers.n.to_bytes(128, "big"))
        useless = {
            "private": (OTHER, {"d": OTHER.jwk["x"]}),
            "for encryption": (OTHER, {"use": "enc"}),
            "for another algorithm": (OTHER, {"alg": "ES384"}),
            "of another curve": (OTHER, {"crv": "P-384"}),
            "of another curve of Edwards": (ED, {"crv": "Ed448"}),
            "of another kind": (OTHER, {"kty": "OKP"}),
            "without an id": (OTHER, {"kid": None}),
            "off its curve": (OTHER, {"y": OTHER.jwk["x"]}),
            "with a short coordinate": (OTHER, {"x": "AAAA"}),
            "too short": (RSA, {"n": modulus}),
            "without a modulus": (RSA, {"n": 7}),
            "with an even exponent": (RSA, {"e": "Ag"}),
            "with a deep member": (OTHER, {"x": [[[]]]}),
        }
        for what, (pair, changes) in useless.items():
            with self.subTest(what), Scene([{**pair.jwk, **changes}]).begin() as scene:
                self.assertFalse(scene.accepts(pair.sign()))
                self.assertEqual(scene.server.asked["keys"], 1)

    def test_another_encoding_or_no_token_is_refused(self):
        header, payload, signature = LIVE.split(".")
        unsigned = encoded('{"alg":"none","typ":"at+jwt","kid":"k1"}')
        sextets = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        other_bits = sextets[sextets.index(LIVE[-1]) ^ 1]
        odd = ["", ".", "..", "...", "x.y.z", f" {LIVE}", f"{LIVE} ", f"{LIVE}="]
        odd += [f"{LIVE}==", f"{LIVE}\n", f"{header}.{payload}", f"{header}.{payload}."]
        odd += [f".{payload}.{signature}", f"{unsigned}.{payload}."]
        odd += [
            f"{unsigned}.{payload}.{signature}",
            f"{header}.{signature}.{signature}",
        ]
        odd += [f"{header}.{payload}.{signature[:-2]}", "x" * 100_000, f"{LIVE}.{LIVE}"]
        odd += [f"{header}.{payload}.{encoded(bytes(64))}", LIVE[:-1] + other_bits]
        odd += [f"{LIVE}é", "\ud800", LIVE.replace("A", "\uff21"), "💥.💥.💥"]
        odd += [None, 7, {}, [LIVE], LIVE.encode()]
        with Scene().begin() as scene:
            for text in odd:
                self.assertIsNone(scene.verifier.verify(text), repr(text)[:80])

    def test_every_single_change_is_refused(self):
        with Scene().begin() as scene:
            for i, character in enumerate(LIVE):
                other = "B" if character == "A" else "A"
                self.assertFalse(scene.accepts(LIVE[:i] + other + LIVE[i + 1 :]))
            self.assertTrue(scene.accepts(LIVE))

    def test_expires_at_its_exp_or_later_by_the_leeway(self):
        with Scene().begin() as scene:
            scene.clock.seconds = LATER - 1
            self.assertTrue(scene.accepts(LIVE))
            scene.clock.seconds = LATER
            self.assertFalse(scene.accepts(LIVE))
        with Scene().begin(content={}, leeway=5) as scene:
            self.assertTrue(scene.accepts(PAIR.sign(exp=NOW + 1)))
            # A token that expired before the snapshot may have been revoked, but the
            # snapshot no longer contains the revocation.
            self.assertFalse(scene.accepts(PAIR.sign(exp=NOW)))
            scene.clock.seconds = LATER + 4
            self.assertTrue(scene.accepts(LIVE))
            scene.clock.seconds = LATER + 5
            self.assertFalse(scene.accepts(LIVE))

    def test_foreign_or_expired_one_costs_no_request_for_its_key(self):
        with Scene().begin() as scene:
            self.assertFalse(scene.accepts(OTHER.sign(exp=NOW)))
            self.assertFalse(scene.accepts(OTHER.sign(iss="https://evil.example")))
            self.assertEqual(scene.server.asked["keys"], 0)

    def test_may_be_for_an_audience_of_its_own(self):
        with Scene().begin(audience="https://mine.example.org") as scene:
            self.assertFalse(scene.accepts(LIVE))
            token = PAIR.sign(aud=["x", "https://mine.example.org"])
            aud = scene.verifier.verify(token).claims["aud"]
            self.assertEqual(aud, ("x", "https://mine.example.org"))

    def test_is_cached_if_used_recently_up_to_the_configured_number(self):
        with Scene().begin(cached_tokens=4) as scene:
            tokens = [PAIR.sign(jti=f"j{i}") for i in range(5)]
            first = {}
            for i in (0, 1, 2, 0, 3):
                first.setdefault(i, scene.verifier.verify(tokens[i]))
                self.assertIs(scene.verifier.verify(tokens[i]), first[i])
            for i, is_cached in ((0, True), (2, True), (1, False)):
                now = scene.verifier.verify(tokens[i])
                self.assertEqual(now is first[i], is_cached, f"token {i}")

    def test_length_limits_are_exact(self):
        for length, accepted, cached in (
            (2_048, True, True),
            (2_049, True, False),
            (8_192, True, False),
            (8_193, False, True),
        ):
            with self.subTest(length), Scene().begin() as scene:
                token = of_length(length)
                verified = scene.verifier.verify(token)
                self.assertEqual(verified is not None, accepted)
                self.assertEqual(scene.verifier.verify(token) is verified, cached)

    def test_goes_on_while_stale_but_a_revoked_one_does_not(self):
        with Scene().begin(when_stale=GoOnFor(60)) as scene:
            scene.clock.ticked += 63_000
            self.assertTrue(scene.accepts(LIVE))
            self.assertFalse(scene.accepts(GONE))


if __name__ == "__main__":
    unittest.main()
