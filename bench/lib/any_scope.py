"""A resource server in Python for bench/revocations, for tokens with any scope."""

import os

import restauth
from flask import Flask, Response
from restauth.flask import protected

verifier = restauth.connect(os.environ["AUTH_URL"], os.environ["SERVICE_KEY"])
app = Flask(__name__)


@app.get("/api/resource")
@protected(verifier)
def resource() -> Response:
    return Response()
