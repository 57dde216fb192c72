"""Tests of the verifier against a fake server, with real frameworks."""

import logging

logging.getLogger("restauth").addHandler(logging.NullHandler())
