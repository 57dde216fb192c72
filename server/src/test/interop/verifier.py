"""Checks each token on standard input with client-py, as a service in Python would.

verifier.py URL SERVICE_KEY
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "client-py" / "src"))
import restauth  # noqa: E402

url, service_key = sys.argv[1:]
verifier = None


def perform(command, text):
    global verifier
    match command:
        case "connect":
            try:
                verifier = restauth.connect(url, service_key)
                return "connected"
            except restauth.NotConnectedError as e:
                return f"NotConnectedError {e.reason} {e}"
        case "verify":
            token = verifier.verify(text)
            return "refused" if token is None else f"verified {token.subject} {token.session_id}"
        case "key":  # the token's key, and whether a service can refuse the token
            token = verifier.verify(text)
            if token is None:
                return "refused"
            try:
                token.require_no_key()
                return f"key {token.key_id or 'none'} allowed"
            except restauth.InsufficientScopeError as e:
                return f"key {token.key_id} {e.refusal.status}"
        # When the event arrives; the test that waits for it has its own timeout.
        case "refusal":
            while verifier.verify(text) is not None:
                time.sleep(0.001)
            return "refused" if verifier.fresh else f"stale {verifier.trouble}"
        case "state":  # only for a person to read, because the problem may be over
            return f"{'fresh' if verifier.fresh else 'stale'}, last trouble: {verifier.trouble}"
        case _:
            return f"unknown command {command}"


for line in sys.stdin:
    command, _, text = line.strip().partition(" ")
    print(perform(command, text), flush=True)
