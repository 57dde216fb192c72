"""Key pairs, and tokens that they sign."""

import json
import time
from base64 import urlsafe_b64encode

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

ISSUER = "https://auth.example.org"
AUDIENCE = "https://api.example.org"
NOW = 1_800_000_000  # seconds
LATER = NOW + 600
ABSENT = object()
_ALGORITHMS = {
    "ES256": ECAlgorithm(ECAlgorithm.SHA256),
    "Ed25519": OKPAlgorithm(),
    "EdDSA": OKPAlgorithm(),
    "RS256": RSAAlgorithm(RSAAlgorithm.SHA256),
    "RS384": RSAAlgorithm(RSAAlgorithm.SHA384),
    "RS512": RSAAlgorithm(RSAAlgorithm.SHA512),
    "PS256": jwt.algorithms.RSAPSSAlgorithm(jwt.algorithms.RSAPSSAlgorithm.SHA256),
    "HS256": jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256),
}


class KeyPair:
    """A key pair: its JWK, and its signing function."""

    def __init__(self, kid, alg="ES256", private_key=None):
        self.kid, self.alg = kid, alg
        self.private_key = private_key or _generate(alg)
        public = _ALGORITHMS[alg].to_jwk(self.private_key.public_key())
        public = {n: v for n, v in json.loads(public).items() if n != "key_ops"}
        self.jwk = {**public, "kid": kid, "use": "sig", "alg": alg}

    def sign(self, header=None, alg=None, kid=None, **changes):
        """Sign the usual claims with some changes."""
        alg = alg or self.alg
        fields = {"alg": alg, "typ": "at+jwt", "kid": kid or self.kid}
        payload = json.dumps(claims(**changes))
        return sign_text(
            self.private_key, json.dumps({**fields, **(header or {})}), payload, alg
        )


def _generate(alg):
    if alg == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    if alg == "Ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, 2048)


def claims(**changes):
    """Return the usual claims with some changes; ABSENT removes a claim."""
    usual = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "42",
        "id": 42,
        "client_id": "restauth",
        "scope": "api",
        "iat": NOW,
        "exp": LATER,
        "auth_time": NOW,
        "jti": "j1",
        "sid": "live",
        "gen": 3,
    }
    return {n: v for n, v in {**usual, **changes}.items() if v is not ABSENT}


def claims_now(**changes):
    """Return claims of a token that is valid by this machine's clock."""
    now = int(time.time())
    return claims(**{"iat": now, "exp": now + 600, **changes})


def encoded(value):
    """Encode bytes or a text in base64url."""
    data = value if isinstance(value, bytes) else value.encode("utf-8")
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def sign_text(private_key, header, payload, alg="ES256"):
    """Sign a header and a payload, which may be any text, or bytes."""
    signed = f"{encoded(header)}.{encoded(payload)}"
    signature = _ALGORITHMS[alg].sign(signed.encode("ascii"), private_key)
    return f"{signed}.{encoded(signature)}"
