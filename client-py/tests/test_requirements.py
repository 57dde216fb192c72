"""Scopes, roles, organizations, actors and keys that a service requires."""

import unittest

from restauth import (
    InsufficientScopeError,
    StepUpRequiredError,
    VerifiedToken,
    bearer_token,
)

from .keys import claims

EDITOR = VerifiedToken(claims(scope="api posts:write", roles=["editor"]))
PLAIN = VerifiedToken(claims())
INSUFFICIENT = 'Bearer error="insufficient_scope"'


class RequirementsTest(unittest.TestCase):
    def assert_refused(self, call, challenge, message):
        with self.assertRaises(InsufficientScopeError) as caught:
            call()
        self.assertEqual(str(caught.exception), message)
        refusal = caught.exception.refusal
        self.assertEqual(refusal.status, 403)
        self.assertEqual(refusal.headers, {"WWW-Authenticate": challenge})

    def test_scopes_and_roles(self):
        self.assertTrue(EDITOR.has_scope("posts:write"))
        self.assertFalse(EDITOR.has_scope("posts"))
        self.assertFalse(EDITOR.has_scope("editor"))
        self.assertTrue(EDITOR.has_role("editor"))
        self.assertFalse(EDITOR.has_role("posts:write"))
        self.assertFalse(PLAIN.has_role("editor"))
        self.assertEqual(EDITOR.scopes, {"api", "posts:write"})
        EDITOR.require_scope("api")
        EDITOR.require_role("editor")

    def test_missing_ones_lead_to_403(self):
        self.assert_refused(
            lambda: EDITOR.require_scope("posts:delete"),
            f'{INSUFFICIENT}, scope="posts:delete"',
            "the token lacks the scope posts:delete",
        )
        for token in (EDITOR, PLAIN):
            self.assert_refused(
                lambda: token.require_role("posts:write"),
                INSUFFICIENT,
                "the token lacks the role posts:write",
            )

    def test_organisation(self):
        token = VerifiedToken(claims(org="Zk2N", org_role="owner"))
        self.assertEqual(token.require_organization(), "Zk2N")
        self.assertEqual(token.organization_role, "owner")
        self.assertIsNone(PLAIN.organization)
        message = "the token is for no organisation"
        self.assert_refused(PLAIN.require_organization, INSUFFICIENT, message)

    def test_actor(self):
        acting = VerifiedToken(claims(act={"sub": "7"}))
        self.assertEqual(acting.actor, "7")
        self.assertIsNone(PLAIN.actor)
        PLAIN.require_no_actor()
        message = "an administrator acts as the subject of the token"
        self.assert_refused(acting.require_no_actor, INSUFFICIENT, message)

    def test_key(self):
        traded = VerifiedToken(claims(sid="Zk2N", key_id="Zk2N"))
        self.assertEqual(traded.key_id, "Zk2N")
        self.assertIsNone(PLAIN.key_id)
        PLAIN.require_no_key()
        traded.require_no_actor()
        message = "the token was issued for a personal key"
        self.assert_refused(traded.require_no_key, INSUFFICIENT, message)

    def test_authentication(self):
        at = PLAIN.authenticated_at
        self.assertIsNone(PLAIN.acr)
        self.assertEqual(PLAIN.amr, ())
        for present, required, enough in [
            ("1", "1", True),
            ("1", "2", False),
            ("2", "1", True),
            ("2", "phr", False),
            ("phr", "2", True),
            ("phrh", "phr", True),
            (None, "1", False),
            ("3", "1", False),
        ]:
            more = {"acr": present, "amr": ["pwd"]} if present else {}
            token = VerifiedToken(claims(**more))
            if enough:
                token.require_authentication(required, 300, at)
                continue
            with self.assertRaises(StepUpRequiredError) as raised:
                token.require_authentication(required, 300, at)
            self.assertEqual(raised.exception.refusal.status, 401)
            self.assertEqual(
                raised.exception.refusal.headers["WWW-Authenticate"],
                'Bearer error="insufficient_user_authentication",'
                f' acr_values="{required}", max_age="300"',
            )
        strong = VerifiedToken(claims(acr="2", amr=["pwd", "otp", "mfa"]))
        self.assertEqual(strong.amr, ("pwd", "otp", "mfa"))
        strong.require_authentication("2", 300, at + 360)
        with self.assertRaises(StepUpRequiredError):
            strong.require_authentication("2", 300, at + 361)
        for acr, age in [("3", 300), ("", 300), ("2", 0)]:
            with self.assertRaises(ValueError):
                strong.require_authentication(acr, age)

    def test_names_that_no_scope_can_have(self):
        odd = ["", " ", "posts:read posts:write", 'a"', "a\\", "a\r\nSet-Cookie: a=b"]
        odd += ["a\tb", "\x7f", "é", "💥", "\0", "a\n", None, 7, ["api"]]
        for name in odd:
            for check in ("has_scope", "has_role", "require_scope", "require_role"):
                with self.assertRaises(ValueError):
                    getattr(EDITOR, check)(name)
        every = "".join(chr(c) for c in range(0x21, 0x7F) if chr(c) not in '"\\')
        self.assertTrue(VerifiedToken(claims(scope=every)).has_scope(every))

    def test_bearer_token(self):
        for field, token in (
            ("Bearer x.y.z", "x.y.z"),
            ("bEARER  x.y.z ", "x.y.z"),
            ("Bearer", ""),
            ("Basic x.y.z", None),
            ("Bearerx.y.z", None),
            ("", None),
            (None, None),
        ):
            self.assertEqual(bearer_token(field), token, field)


if __name__ == "__main__":
    unittest.main()
