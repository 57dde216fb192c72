"""Changes of rights, which outdate older tokens."""

import json
import unittest

from restauth import GoOnFor

from .keys import ABSENT, LATER, NOW, claims, sign_text
from .scene import ED, LONG, PAIR, Scene

RIGHTS = [["42", 58, LATER], ["45", 9, LATER]]
ROLES = [
    ["editor", ["posts:write", "posts:read"], 58, LATER],
    ["postmaster", ["mails:read"], 9, LATER],
]


def holder(rgt=ABSENT, scope="api", roles=ABSENT, **more):
    return PAIR.sign(rgt=rgt, scope=scope, roles=roles, **more)


def with_rows(index, name, *rows):
    """Replace a part of a snapshot."""
    return lambda p: [*p[:index], (name, None, {name: list(rows)}), *p[index + 1 :]]


def with_part(*part):
    """Insert a part before the end of a snapshot."""
    return lambda p: [*p[:-1], part, p[-1]]


# The parts are the beginning, accounts, rights, roles, keys, and the end.
BROKEN = {
    "misses rights": lambda p: [e for e in p if e[0] != "rights"],
    "misses roles": lambda p: [e for e in p if e[0] != "roles"],
    "misses one of the rights": with_rows(2, "rights", RIGHTS[0]),
    "misses one of the roles": with_rows(3, "roles", ROLES[0]),
    "has rights twice": with_rows(2, "rights", RIGHTS[0], RIGHTS[0]),
    "has a role twice": with_rows(3, "roles", ROLES[0], ROLES[0]),
    "has more rights": with_part("rights", None, {"rights": [["46", 1, LATER]]}),
    "has more roles": with_part("roles", None, {"roles": [["a", [], 1, LATER]]}),
    "has a live change of rights": with_part(
        "rights", None, {"sub": "42", "rights": 1, "until": LATER}
    ),
    "has a live change of a role": with_part(
        "role", None, {"role": "a", "scopes": [], "rights": 1, "until": LATER}
    ),
    "has pieces of a later kind": with_part("later", None, {"later": []}),
    "has rights of a number": with_rows(2, "rights", RIGHTS[0], [45, 9, LATER]),
    "has rights without an end": with_rows(2, "rights", RIGHTS[0], ["45", 9]),
    "has rights that are a text": with_rows(2, "rights", RIGHTS[0], ["45", "9", LATER]),
    "has negative rights": with_rows(2, "rights", RIGHTS[0], ["45", -9, LATER]),
    "has a role without scopes": with_rows(3, "roles", ROLES[0], ["author", 9, LATER]),
    "has a role, a text": with_rows(3, "roles", ROLES[0], ["a", "api", 9, LATER]),
    "has a numeric scope": with_rows(3, "roles", ROLES[0], ["a", [7], 9, LATER]),
    "has a numeric role": with_rows(3, "roles", ROLES[0], [7, [], 9, LATER]),
    "has a role without an end": with_rows(3, "roles", ROLES[0], ["author", [], 9]),
    "says a text for the rights": lambda p: [
        ("snapshot", None, {**p[0][2], "rights": "2"}),
        *p[1:],
    ],
    "says a negative number of roles": lambda p: [
        ("snapshot", None, {**p[0][2], "roles": -2}),
        *p[1:],
    ],
}


class RightsTest(unittest.TestCase):
    def assert_accepted(self, scene, *tokens, accepted=True):
        for token in tokens:
            self.assertEqual(scene.accepts(token), accepted)

    def test_of_an_account_outdate_its_older_tokens_which_stay_outdated(self):
        with Scene().begin() as scene:
            older, renewed, missing = holder(57), holder(58), holder()
            others = holder(7, roles=[], sub="43")
            self.assert_accepted(scene, older, renewed, missing, others)
            scene.feed.next("rights", sub="42", rights=58, until=LATER)
            scene.refused(older)  # no heartbeat is needed
            self.assertFalse(scene.accepts(missing))
            self.assert_accepted(scene, renewed, others)
            # A late event must not weaken the first change.
            scene.feed.next("rights", sub="42", rights=57, until=LATER)
            scene.heard()
            self.assertFalse(scene.accepts(older))
            scene.feed.next("rights", sub="42", rights=59, until=LATER)
            scene.heard()
            self.assertFalse(scene.accepts(renewed))

    def test_of_a_role_outdate_tokens_with_its_scopes_or_its_name(self):
        with Scene().begin() as scene:
            concerned = [
                holder(57, "api posts:write"),
                holder(57, "api", ["author", "editor"]),
                holder(57, "posts:read", ["editor"]),
                holder(scope="posts:read"),
            ]
            narrowed = holder(57, "api posts:list", ["author"])
            # A scope is not a role, and a part of a name is not a role either.
            others = [
                narrowed,
                holder(58, "posts:read", ["editor"]),
                holder(57, "editor posts posts:writer", ["posts:write"]),
            ]
            self.assert_accepted(scene, *concerned, *others)
            scopes = ["posts:write", "posts:read"]
            role = {"role": "editor", "scopes": scopes, "rights": 58, "until": LATER}
            scene.feed.next("role", **role)
            scene.refused(concerned[0])  # no heartbeat is needed
            self.assert_accepted(scene, *concerned, accepted=False)
            self.assert_accepted(scene, *others)
            scene.feed.next("role", role="author", scopes=[], rights=60, until=LATER)
            scene.heard()
            self.assertFalse(scene.accepts(narrowed))
            self.assertTrue(scene.accepts(others[1]))

    def test_of_an_organisation_or_of_a_role_in_all_outdate_the_tokens_there(self):
        with Scene().begin() as scene:
            owner = holder(57, org="A", org_role="owner")
            member = holder(57, org="A", org_role="member")
            other = holder(57, org="B", org_role="owner")
            newer = holder(58, org="A", org_role="owner")
            # If a role or a scope has the name of an organization, the token still does
            # not act in that organization.
            none = holder(57, "api A owner", ["A", "owner"])
            scene.feed.next("role", role="org/A", scopes=[], rights=58, until=LATER)
            scene.refused(owner)
            self.assertFalse(scene.accepts(member))
            self.assert_accepted(scene, other, newer, none)
            scene.feed.next("role", role="org/owner", scopes=[], rights=59, until=LATER)
            scene.heard()
            self.assert_accepted(scene, other, newer, accepted=False)
            self.assertTrue(scene.accepts(none))

    def test_of_one_role_add_up(self):
        with Scene().begin() as scene:
            first, second = holder(59, "first"), holder(59, "second")
            third = holder(60, "first second")
            fourth = holder(59, "fourth")
            for role, scope, rights in (
                ("editor", "first", 60),
                ("editor", "second", 58),
                ("author", "first", 50),  # undoes no earlier change
                ("reviewer", "fourth", 58),
                # This change also affects the role's earlier scope.
                ("reviewer", "fifth", 60),
            ):
                data = {"role": role, "scopes": [scope], "rights": rights}
                scene.feed.next("role", **data, until=LATER)
            scene.heard()
            self.assert_accepted(scene, first, second, fourth, accepted=False)
            self.assertTrue(scene.accepts(third))

    def test_of_a_role_are_compared_with_each_of_many_cached_tokens(self):
        header = json.dumps({"alg": "Ed25519", "typ": "at+jwt", "kid": ED.kid})
        tokens = [
            sign_text(
                ED.private_key,
                header,
                json.dumps(
                    claims(
                        jti=str(i),
                        rgt=55 + i % 5,
                        scope=f"api s{i % 7}",
                        roles=[f"r{i % 11}"],
                    )
                ),
                "Ed25519",
            )
            for i in range(2_000 if LONG else 500)
        ]
        with Scene([PAIR.jwk, ED.jwk]).begin() as scene:
            self.assert_accepted(scene, *tokens)
            change = {"role": "r3", "scopes": ["s1", "s4"], "rights": 58}
            scene.feed.next("role", **change, until=LATER)
            scene.heard()
            for _ in range(2):
                for i, token in enumerate(tokens):
                    concerned = i % 7 in (1, 4) or i % 11 == 3
                    right = not concerned or 55 + i % 5 >= 58
                    self.assertEqual(scene.accepts(token), right, f"token {i}")

    def test_end_when_their_tokens_have_expired(self):
        with Scene().begin(leeway=5) as scene:
            account = holder(57, roles=[])
            role = holder(57, "posts:write", [], sub="43")
            scene.feed.next("rights", sub="42", rights=58, until=NOW + 60)
            for scope, end in (("posts:write", 90), ("posts:read", 80)):
                change = {"role": "editor", "scopes": [scope], "rights": 58}
                scene.feed.next("role", **change, until=NOW + end)
            scene.heard()
            for after, of_account, of_role in (
                (64, False, False),
                (65, True, False),
                (94, True, False),
                (95, True, True),
            ):
                scene.clock.seconds = NOW + after
                scene.clock.ticked += 10_001
                scene.feed.beat()
                scene.heard()
                self.assertEqual(scene.accepts(account), of_account, f"after {after} s")
                self.assertEqual(scene.accepts(role), of_role, f"after {after} s")

    def test_count_while_the_verifier_is_stale(self):
        with Scene().begin(when_stale=GoOnFor(600)) as scene:
            scene.feed.next("rights", sub="42", rights=58, until=LATER)
            scene.heard()
            scene.clock.ticked += 4_000
            self.assertFalse(scene.verifier.fresh)
            self.assertFalse(scene.accepts(holder(57)))
            self.assertTrue(scene.accepts(holder(58)))

    def test_are_part_of_a_snapshot_and_stay_through_other_streams(self):
        outdated = [
            holder(57),
            holder(57, "posts:read", [], sub="43"),
            holder(8, "api", ["postmaster"], sub="44"),
        ]
        others = [
            holder(58),
            holder(57, "posts:list", [], sub="43"),
            holder(9, "mails:read", ["postmaster"], sub="44"),
        ]
        with Scene().begin({"rights": RIGHTS, "roles": ROLES}) as scene:

            def assert_right():
                scene.heard()
                self.assert_accepted(scene, *outdated, accepted=False)
                self.assert_accepted(scene, *others)

            assert_right()
            feed = scene.reconnected()
            feed.resumed(int(feed.last_id[4:])).beat()
            assert_right()
            # The server has removed the changes.
            scene.reconnected().snapshot(300).beat()
            assert_right()

    def test_are_refused_in_a_broken_snapshot(self):
        for what, change in BROKEN.items():
            with self.subTest(what), Scene().begin() as scene:
                odd = scene.reconnected()
                for part in change(odd.parts(200, rights=RIGHTS, roles=ROLES)):
                    odd.event(*part)
                scene.takes_up()

    def test_are_unknown_to_a_server_of_0_4_0_whose_stream_is_not_resumed(self):
        # During an upgrade, an older server sends no changes of rights, although a
        # newer server has already stored some.
        author = holder(57, "api", ["author"], sub="43")
        with Scene().begin({"rights": RIGHTS, "roles": ROLES}) as scene:
            feed = scene.reconnected()
            self.assertEqual(feed.last_id, "e.1-100")
            feed.snapshot_without_rights(200).beat()
            scene.heard()
            self.assertFalse(scene.accepts(holder(57)))
            self.assertTrue(scene.accepts(author))
            older = scene.reconnected()
            self.assertIsNone(older.last_id)
            # The verifier refuses this snapshot, because it is older than its state.
            older.snapshot(100).beat()
            scene.server.next().resumed(202).beat()  # the verifier sent no position
            scene.feed = scene.server.next()
            self.assertIsNone(scene.feed.last_id)
            scene.feed.snapshot(300, roles=[["author", [], 58, LATER]]).beat()
            scene.heard()
            self.assertFalse(scene.accepts(author))
            self.assertEqual(scene.reconnected().last_id, "e.1-302")


if __name__ == "__main__":
    unittest.main()
