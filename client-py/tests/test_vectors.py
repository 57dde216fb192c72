"""Signatures that RFCs publish."""

import unittest
from types import SimpleNamespace

from restauth.keys import VerificationKey
from restauth.token import PresentedToken, _decoded

JOE = (
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19y"
    "b290Ijp0cnVlfQ"
)
# RFC 7515, appendix A.2
RSA = {
    "kty": "RSA",
    "kid": "1",
    "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2"
    "mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0"
    "LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZl"
    "xvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcD"
    "TW9gb54h4FRWyuXpoQ",
    "e": "AQAB",
}
RSA_TEXT = (
    f"eyJhbGciOiJSUzI1NiJ9.{JOE}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3X"
    "OiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdi"
    "uB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO-"
    "-xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rq"
    "Vt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
)
# RFC 7515, appendix A.3
EC = {
    "kty": "EC",
    "kid": "2",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
EC_TEXT = (
    f"eyJhbGciOiJFUzI1NiJ9.{JOE}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5d"
    "jxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
# RFC 8037, appendices A.2 and A.4
ED = {
    "kty": "OKP",
    "kid": "3",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}
ED_TEXT = (
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPO"
    "t7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)
# RFC 7515, appendix A.1, and RFC 7519, sections 3.1 and 6.1
HMAC_TEXT = (
    f"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{JOE}."
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)
UNSECURED_TEXT = f"eyJhbGciOiJub25lIn0.{JOE}."


def presented(text, algorithm):
    signed, _, signature = text.rpartition(".")
    return SimpleNamespace(
        algorithm=algorithm, signed=signed.encode(), signature=_decoded(signature)
    )


class VectorsTest(unittest.TestCase):
    def test_signatures_are_good_by_their_key_and_algorithm_alone(self):
        vectors = [
            (RSA, RSA_TEXT, {"RS256"}),
            (EC, EC_TEXT, {"ES256"}),
            (ED, ED_TEXT, {"EdDSA", "Ed25519"}),
        ]
        for jwk, _, algorithms in vectors:
            key = VerificationKey.read(jwk)
            for other, text, _ in vectors:
                for algorithm in (
                    "RS256",
                    "ES256",
                    "EdDSA",
                    "Ed25519",
                    "none",
                    "HS256",
                ):
                    good = other is jwk and algorithm in algorithms
                    token = presented(text, algorithm)
                    self.assertEqual(key.has_signed(token), good)

    def test_changed_signatures_and_texts_are_bad(self):
        for jwk, text, algorithm in (
            (RSA, RSA_TEXT, "RS256"),
            (EC, EC_TEXT, "ES256"),
            (ED, ED_TEXT, "EdDSA"),
        ):
            key = VerificationKey.read(jwk)
            good = presented(text, algorithm)
            size = len(good.signature)
            for signature in (
                good.signature[:-1],
                good.signature + b"\0",
                b"\0" + good.signature,
                bytes(size),
                b"\xff" * size,
                b"",
                *(
                    good.signature[:i]
                    + bytes([good.signature[i] ^ 1])
                    + good.signature[i + 1 :]
                    for i in range(size)
                ),
            ):
                odd = presented(text, algorithm)
                odd.signature = signature
                self.assertFalse(key.has_signed(odd))
            good.signed += b"A"
            self.assertFalse(key.has_signed(good))

    def test_other_tokens_of_the_rfcs_are_no_access_tokens(self):
        for text in (RSA_TEXT, EC_TEXT, ED_TEXT, HMAC_TEXT, UNSECURED_TEXT):
            self.assertIsNone(PresentedToken.read(text))


if __name__ == "__main__":
    unittest.main()
