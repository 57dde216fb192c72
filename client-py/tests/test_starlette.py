"""Starlette and FastAPI, in uvicorn."""

import http.client
import socket
import threading
import unittest
from contextlib import contextmanager

import uvicorn
from fastapi import Depends, FastAPI
from restauth import VerifiedToken
from restauth.starlette import RequiredToken, answer_insufficient_scope
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from .fake_server import PATIENCE
from .scene import GONE, LIVE, OTHERS, PAIR, Later, Scene, until


@contextmanager
def serving(app):
    """Run an application; yield a call that returns status, headers and body."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    until(lambda: server.started)

    def call(path, *fields):
        address = listener.getsockname()
        connection = http.client.HTTPConnection(*address[:2], timeout=PATIENCE)
        connection.putrequest("GET", path)
        for field in fields:
            connection.putheader("Authorization", field)
        connection.endheaders()
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        return response.status, response.headers, body

    try:
        yield call
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listener.close()


def fastapi(verifier):
    app = FastAPI()
    answer_insufficient_scope(app)
    any_token = RequiredToken(verifier)
    editor = RequiredToken(verifier, scope="orders:write", role="editor")

    @app.get("/orders")
    async def orders(token: VerifiedToken = Depends(any_token)):
        return {"account": token.subject}

    @app.get("/sync")
    def sync(token: VerifiedToken = Depends(any_token)):
        token.require_no_actor()
        return {"account": token.subject}

    @app.get("/editor")
    async def change(token: VerifiedToken = Depends(editor)):
        return {"account": token.subject}

    return app


def starlette(verifier):
    required = RequiredToken(verifier)

    async def orders(request: Request):
        token = await required(request)
        return PlainTextResponse(token.subject)

    return Starlette(routes=[Route("/orders", orders)])


class StarletteTest(unittest.TestCase):
    def test_fastapi(self):
        with Scene().begin() as scene, serving(fastapi(scene.verifier)) as call:
            good = f"Bearer {LIVE}"
            self.assertEqual(call("/orders", good)[2], '{"account":"42"}')
            self.assertEqual(call("/sync", good)[2], '{"account":"42"}')
            insufficient = 'Bearer error="insufficient_scope"'
            invalid = 'Bearer error="invalid_token"'
            acting = f"Bearer {PAIR.sign(act={'sub': '7'})}"
            writer = f"Bearer {PAIR.sign(scope='orders:write')}"
            for path, fields, status, challenge in (
                ("/orders", [], 401, "Bearer"),
                ("/orders", [good, good], 401, "Bearer"),
                ("/orders", [f"Bearer {GONE}"], 401, invalid),
                ("/sync", [acting], 403, insufficient),
                ("/editor", [good], 403, f'{insufficient}, scope="orders:write"'),
                ("/editor", [writer], 403, insufficient),
            ):
                answer = call(path, *fields)
                self.assertEqual(answer[0], status)
                self.assertEqual(answer[1]["WWW-Authenticate"], challenge)
            scene.clock.ticked += 3_000
            status, headers, _ = call("/orders", good)
            self.assertEqual((status, headers["Retry-After"]), (503, "3"))

    def test_starlette(self):
        with Scene().begin() as scene, serving(starlette(scene.verifier)) as call:
            self.assertEqual(call("/orders", f"Bearer {LIVE}")[::2], (200, "42"))
            self.assertEqual(call("/orders", f"Bearer {GONE}")[0], 401)

    def test_others_are_answered_while_the_server_is_asked(self):
        with Scene().begin() as scene, serving(starlette(scene.verifier)) as call:
            scene.server.held.clear()
            waiting = Later(lambda: call("/orders", f"Bearer {OTHERS}"))
            until(lambda: scene.server.asked["keys"] == 1)
            self.assertEqual(call("/orders", f"Bearer {LIVE}")[0], 200)
            scene.server.held.set()
            self.assertEqual(waiting.result()[0], 401)


if __name__ == "__main__":
    unittest.main()
