"""Flask and Flask-HTTPAuth, and Flask in pre-forked workers of gunicorn."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from flask import Flask
from flask_httpauth import HTTPTokenAuth
from restauth.flask import current_token, protected, token_verifier

from .fake_server import PATIENCE, SERVICE_KEY
from .keys import KeyPair, claims_now
from .live_server import LiveServer
from .scene import ENDED, GONE, LIVE, LONG, PAIR, Scene, until

SOURCE = Path(__file__).resolve().parent.parent / "src"
WORKERS = """
import os
import restauth
from flask import Flask
from restauth.flask import current_token, protected

verifier = restauth.connect(os.environ["URL"], os.environ["SERVICE_KEY"])
app = Flask(__name__)


@app.get("/")
@protected(verifier, scope="api")
def worker():
    return {"worker": os.getpid(), "account": current_token().subject}
"""


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def application(verifier):
    app = Flask("shop")

    @app.get("/orders")
    @protected(verifier)
    def orders():
        return {"account": current_token().subject}

    @app.post("/orders/<order>")
    @protected(verifier, scope="orders:write", role="editor")
    def change(order):
        current_token().require_no_actor()
        return order

    @app.get("/async")
    @protected(verifier)
    async def asynchronous():
        current_token().require_scope("api")
        return current_token().subject

    auth = HTTPTokenAuth()
    auth.verify_token(token_verifier(verifier))
    auth.get_user_roles(lambda token: list(token.scopes))

    @app.get("/httpauth")
    @auth.login_required
    def with_httpauth():
        return auth.current_user().subject

    @app.get("/httpauth/orders")
    @auth.login_required(role="orders:write")
    def with_role():
        return auth.current_user().subject

    return app.test_client()


class FlaskTest(unittest.TestCase):
    def test_protected_view(self):
        with Scene().begin() as scene:
            client = application(scene.verifier)
            response = client.get("/orders", headers=bearer(LIVE))
            self.assertEqual(
                (response.status_code, response.json), (200, {"account": "42"})
            )
            for headers, challenge in (
                ({}, "Bearer"),
                ({"Authorization": "Basic eA=="}, "Bearer"),
                ({"Authorization": "Bearer"}, "Bearer"),
                (bearer(GONE), 'Bearer error="invalid_token"'),
                (bearer(f"{LIVE},Bearer {LIVE}"), 'Bearer error="invalid_token"'),
                (bearer(f"{LIVE}é"), 'Bearer error="invalid_token"'),
            ):
                response = client.get("/orders", headers=headers)
                self.assertEqual(response.status_code, 401)
                self.assertEqual(response.headers["WWW-Authenticate"], challenge)
            self.assertEqual(client.get("/async", headers=bearer(LIVE)).text, "42")
            narrow = client.get("/async", headers=bearer(PAIR.sign(scope="x")))
            self.assertEqual(narrow.status_code, 403)
            scene.clock.ticked += 3_000
            response = client.get("/orders", headers=bearer(LIVE))
            self.assertEqual(response.status_code, 503)
            self.assertEqual(response.headers["Retry-After"], "3")

    def test_scope_and_role_and_errors_of_the_view(self):
        with Scene().begin() as scene:
            client = application(scene.verifier)
            insufficient = 'Bearer error="insufficient_scope"'
            both = {"scope": "api orders:write", "roles": ["editor"]}
            for changes, status, challenge in (
                (both, 200, None),
                ({}, 403, f'{insufficient}, scope="orders:write"'),
                ({"scope": "orders:write"}, 403, insufficient),
                ({**both, "act": {"sub": "7"}}, 403, insufficient),
            ):
                headers = bearer(PAIR.sign(**changes))
                response = client.post("/orders/1", headers=headers)
                self.assertEqual(response.status_code, status)
                self.assertEqual(response.headers.get("WWW-Authenticate"), challenge)
            with self.assertRaises(ValueError):
                protected(scene.verifier, scope="two scopes")

    def test_flask_httpauth(self):
        with Scene().begin() as scene:
            client = application(scene.verifier)

            def status(path, token):
                return client.get(path, headers=bearer(token)).status_code

            response = client.get("/httpauth", headers=bearer(LIVE))
            self.assertEqual((response.status_code, response.text), (200, "42"))
            self.assertEqual(client.get("/httpauth").status_code, 401)
            self.assertEqual(status("/httpauth", GONE), 401)
            self.assertEqual(status("/httpauth/orders", LIVE), 403)
            scope = PAIR.sign(scope="orders:write")
            self.assertEqual(status("/httpauth/orders", scope), 200)
            self.assertEqual(status("/httpauth", ENDED), 200)
            scene.clock.ticked += 3_000
            response = client.get("/httpauth", headers=bearer(LIVE))
            self.assertEqual(response.status_code, 503)
            self.assertEqual(response.headers["Retry-After"], "3")


class GunicornTest(unittest.TestCase):
    def test_every_worker_refuses_a_revoked_token(self):
        # Without --preload, the workers are independent processes, and not forks.
        for preload in (["--preload"], []) if LONG else (["--preload"],):
            with self.subTest(preload), tempfile.TemporaryDirectory() as folder:
                self.check(Path(folder), preload)

    def check(self, folder, options):
        (folder / "workers.py").write_text(WORKERS)
        pair = KeyPair("k1")
        server = LiveServer([pair.jwk])
        command = [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0"]
        command += ["--workers", "2", "--pythonpath", str(folder), *options]
        environment = {**os.environ, "URL": server.url, "SERVICE_KEY": SERVICE_KEY}
        environment["PYTHONPATH"] = os.pathsep.join([str(SOURCE), *sys.path])
        environment["PYTHONWARNINGS"] = "ignore::DeprecationWarning"
        log = (folder / "log").open("w+")
        gunicorn = subprocess.Popen(
            [*command, "workers:app"], env=environment, cwd=folder, stderr=log
        )
        try:
            until(lambda: "Listening at: http" in self.text(log))
            url = self.text(log).split("Listening at: ")[1].split()[0]
            token = pair.sign(**claims_now(sid="live"))
            workers = set()

            def both_accept():
                status, answer = get(url, token)
                if status == 200:
                    workers.add(answer["worker"])
                return len(workers) == 2

            until(both_accept)
            server.revoke("live")
            other = pair.sign(**claims_now(sid="other"))
            # Each worker answers many of the 50 requests.
            until(lambda: get(url, token)[0] == 401)
            until(lambda: all(get(url, token)[0] == 401 for _ in range(50)))
            until(lambda: get(url, other)[0] == 200)
            streams = 3 if options else 2
            until(lambda: server.streams >= streams)
        except AssertionError:
            raise AssertionError(self.text(log)) from None
        finally:
            gunicorn.send_signal(signal.SIGTERM)
            self.assertEqual(gunicorn.wait(PATIENCE), 0)
            log.close()
            server.close()

    @staticmethod
    def text(log):
        log.seek(0)
        return log.read()


def get(url, token):
    """Return the status and the JSON of an answer; an error has no JSON."""
    request = urllib.request.Request(url, headers=bearer(token))
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=PATIENCE) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as e:
        with e:
            return e.code, None


if __name__ == "__main__":
    unittest.main()
