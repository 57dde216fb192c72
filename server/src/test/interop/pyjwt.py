"""Verifies tokens by the server's key set, as a service in Python would.

Each line on standard input has the form "ISSUER AUDIENCE TOKEN".

pyjwt.py URL ALGORITHM
"""

import sys

import jwt

url, algorithm = sys.argv[1:]
keys = jwt.PyJWKClient(url + "/.well-known/jwks.json")

for line in sys.stdin:
    issuer, audience, token = line.split()
    try:
        key = keys.get_signing_key_from_jwt(token)
        decoded = jwt.decode_complete(
            token,
            key,
            algorithms=[algorithm],
            issuer=issuer,
            audience=audience,
            options={"require": ["sub", "exp", "iat", "jti", "client_id", "scope"]},
        )
        if decoded["header"]["typ"] != "at+jwt":
            raise jwt.InvalidTokenError("another type")
        print("verified", key.key_id, decoded["payload"]["sub"], flush=True)
    except jwt.PyJWTError as e:
        print("refused", type(e).__name__, flush=True)
