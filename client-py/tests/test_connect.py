"""Connecting: failures, waits, arguments, and closing."""

import datetime
import gc
import ipaddress
import pathlib
import pickle
import ssl
import tempfile
import threading
import unittest
import warnings

import restauth
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from restauth import GoOnFor, NotConnectedError
from restauth.settings import Clock

from .fake_server import SERVICE_KEY, FakeServer
from .keys import KeyPair
from .scene import LIVE, FakeClock, Later, Scene, until


class PausingClock(FakeClock):
    """Records each wait, and lets a test end it."""

    def __init__(self):
        super().__init__()
        self.waits = []
        self.go_on = threading.Semaphore(0)

    def pause(self, milliseconds, ended):
        self.waits.append(milliseconds)
        self.go_on.acquire(timeout=60)


def self_signed(folder):
    """Write a certificate for 127.0.0.1 and its key, and return the path of the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(True, None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    pkcs8 = serialization.PrivateFormat.PKCS8
    path = pathlib.Path(folder, "certificate.pem")
    path.write_bytes(
        certificate.public_bytes(pem) + key.private_bytes(pem, pkcs8, plain)
    )
    return str(path)


class ConnectTest(unittest.TestCase):
    def test_fails_at_once_if_refused_and_says_why_without_the_key(self):
        for status, reason in (
            (401, "key-refused"),
            (403, "scope-missing"),
            (404, "no-feed"),
        ):
            with self.subTest(status), Scene() as scene:
                scene.server.feed_status = status
                with self.assertRaises(NotConnectedError) as caught:
                    scene.connecting().result()
                self.assertEqual(caught.exception.reason, reason)
                self.assertIn(str(status), str(caught.exception))
                self.assertNotIn("secret", repr(caught.exception))
                again = pickle.loads(pickle.dumps(caught.exception))
                self.assertEqual(again.reason, reason)

    def test_fails_after_a_time_out_if_there_is_no_answer(self):
        with Scene() as scene:
            url = scene.server.url
        with self.assertRaises(NotConnectedError) as caught:
            restauth.connect(url, SERVICE_KEY, connect_within=0.5)
        self.assertEqual(caught.exception.reason, "unreachable")
        self.assertIn("Connection refused", str(caught.exception))

    def test_waits_for_the_first_heartbeat(self):
        with Scene() as scene:
            failing = scene.connecting(connect_within=0.5)
            scene.server.next().snapshot(1)
            with self.assertRaises(NotConnectedError) as caught:
                failing.result()
            self.assertEqual(caught.exception.reason, "unreachable")

    def test_backs_off_up_to_two_seconds_and_resets_after_a_heartbeat(self):
        clock = PausingClock()
        timing = {"retry_at_least": 100, "retry_at_most": 2_000, "refused_retry": 2_000}

        def assert_wait(milliseconds):
            until(lambda: clock.waits)
            wait = clock.waits.pop()
            self.assertTrue(milliseconds <= wait <= 2 * milliseconds, wait)
            clock.go_on.release()

        with Scene().begin(clock=clock, timing=timing) as scene:
            scene.server.feed_status = 503
            scene.feed.cut()
            for wait in (100, 200, 400, 800, 1_000, 1_000):
                assert_wait(wait)
            scene.server.feed_status = 200
            scene.feed = scene.server.next_good()
            scene.feed.resumed(100).beat()
            scene.heard()
            scene.server.feed_status = 401
            scene.feed.cut()
            for wait in (100, 2_000, 2_000):
                assert_wait(wait)
            clock.go_on.release()

    def test_refuses_invalid_arguments_without_quoting_a_secret(self):
        url = "https://auth.example.com"
        odd = [
            (odd_url, SERVICE_KEY, {})
            for odd_url in (
                "http://auth.example.com",
                "ftp://auth.example.com",
                "https://secret:secret@auth.example.com",
                "https://auth.example.com?secret",
                "https://auth.example.com#secret",
                "https://auth.example.com?",
                "https://auth.example.com#",
                "https://secret@auth.example.com",
                "https://:secret@auth.example.com",
                "https://@auth.example.com",
                "https://auth.example.com:secret",
                "https://auth.example.com:99999",
                "https://auth.example.com/\r\nsecret",
                "https://[secret",
                "https://",
                "http://localhost.example.com",
                "http://notlocalhost",
                "http://127.0.0.1.example.com",
                "http://127.0.0.1\\@secret",
                "secret",
                "",
                None,
                7,
            )
        ]
        odd += [
            (url, key, {})
            for key in ("a secret", "secret\r\nx: y", "sécret", "", None, b"secret")
        ]
        odd += [
            (url, SERVICE_KEY, options)
            for options in (
                {"when_stale": "secret"},
                {"when_stale": GoOnFor(-1)},
                {"when_stale": GoOnFor(float("inf"))},
                {"when_stale": GoOnFor(float("nan"))},
                {"when_stale": None},
                {"leeway": 61},
                {"leeway": -1},
                {"leeway": float("nan")},
                {"cached_tokens": 1},
                {"cached_tokens": 2.5},
                {"connect_within": 0},
                {"connect_within": 3_601},
                {"audience": 7},
            )
        ]
        for arguments in odd:
            with self.assertRaises((TypeError, ValueError)) as caught:
                restauth.connect(*arguments[:2], **arguments[2])
            self.assertNotIn("secret", repr(caught.exception))
            self.assertIsNone(caught.exception.__cause__)
            self.assertTrue(
                caught.exception.__suppress_context__
                or caught.exception.__context__ is None
            )

    def test_hides_its_secrets_and_accepts_nothing_once_it_is_closed(self):
        with Scene().begin() as scene:
            self.assertNotIn("secret", repr(scene.verifier))
            self.assertNotIn("secret", repr(scene.verifier._server))
            self.assertTrue(scene.accepts(LIVE))
            scene.verifier.close()
            scene.verifier.close()
            self.assertFalse(scene.accepts(LIVE))
            self.assertEqual(scene.verifier.judge(LIVE).status, 401)
            self.assertFalse(scene.verifier.fresh)
            self.assertTrue(scene.feed.closed.wait(60))
            thread = scene.verifier._feed._thread
            thread.join(60)
            self.assertFalse(thread.is_alive())

    def test_leaves_neither_threads_nor_sockets(self):
        def threads():
            return [t for t in threading.enumerate() if t.name.startswith("restauth")]

        before = len(threads())
        with self.assertNoLogs("restauth", "WARNING"):
            with Scene().begin() as scene:
                with scene.verifier as verifier:
                    self.assertTrue(verifier.fresh)
        with Scene() as scene:
            failing = scene.connecting(connect_within=0.01)
            with self.assertRaises(NotConnectedError):
                failing.result()
            scene.server.next().cut()
        until(lambda: len(threads()) <= before)
        with self.assertWarnsRegex(ResourceWarning, "^marker$"):
            gc.collect()
            warnings.warn("marker", ResourceWarning)

    def test_verifies_the_certificate_of_the_server(self):
        with tempfile.TemporaryDirectory() as folder:
            certificate = self_signed(folder)
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(certificate)
            server = FakeServer([KeyPair("k1").jwk], tls=tls)
            try:
                with self.assertRaises(NotConnectedError) as caught:
                    restauth.connect(server.url, SERVICE_KEY, connect_within=1)
                self.assertIn("certificate", str(caught.exception))
                trusting = ssl.create_default_context(cafile=certificate)
                options = {"ssl_context": trusting, "connect_within": 60}
                connecting = Later(
                    lambda: restauth.connect(server.url, SERVICE_KEY, **options)
                )
                server.next().snapshot(1).beat()
                with connecting.result() as verifier:
                    self.assertTrue(verifier.fresh)
                    thread = verifier._feed._thread
                thread.join(60)
                self.assertFalse(thread.is_alive())
            finally:
                server.close()

    def test_clock_of_the_machine(self):
        clock, ended = Clock(), threading.Event()
        before = clock.ticks()
        clock.pause(5, ended)
        self.assertGreaterEqual(clock.ticks() - before, 5)
        ended.set()
        clock.pause(10_000_000, ended)
        self.assertGreater(clock.now(), 1_700_000_000)


if __name__ == "__main__":
    unittest.main()
