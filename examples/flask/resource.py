"""The call GET /api/resource of REST-auth v0.3, in a separate service."""

import os

import restauth
from flask import Flask
from restauth.flask import current_token, protected

verifier = restauth.connect(os.environ["AUTH_URL"], os.environ["SERVICE_KEY"])
app = Flask(__name__)


@app.get("/api/resource")
@protected(verifier, scope="api")
def resource():
    return {"data": f"Hello, account {current_token().subject}!"}
