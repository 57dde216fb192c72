"""Server-Sent Events: spellings, pieces and sizes."""

import unittest

from restauth.errors import FeedStreamError
from restauth.events import Event, EventParser

DATA = '{"after":100,"é":"😀"}'
EXPECTED = [Event("session", "e.1-101", DATA)]
SPELLINGS = {
    "with LF": f"event: session\nid: e.1-101\ndata: {DATA}\n\n",
    "with CR LF": f"event: session\r\nid: e.1-101\r\ndata: {DATA}\r\n\r\n",
    "with CR": f"event: session\rid: e.1-101\rdata: {DATA}\r\r",
    "with all": f"event: session\r\nid: e.1-101\rdata: {DATA}\n\r",
    "without spaces": f"event:session\nid:e.1-101\ndata:{DATA}\n\n",
    "with fields that are none": ":\n: data: {}\nfoo\nretry: 9\nDATA: 1\nevent: session\n"
    f"id: e.1-101\nid: e.1-1\0\ndata: {DATA}\n\n",
    "after events without data": "event: heartbeat\nid: e.1-300\n\n\nevent: session\n"
    f"id: e.1-101\ndata: {DATA}\n\n",
    "after a byte order mark": f"\ufeffevent: session\nid: e.1-101\ndata: {DATA}\n\n",
    "before half an event": f"event: session\nid: e.1-101\ndata: {DATA}\n\ndata: 7\n",
}


def parsed(*pieces):
    events = []
    parser = EventParser(events.append)
    for piece in pieces:
        parser.read(piece)
    return events


class EventsTest(unittest.TestCase):
    def test_are_read_at_once_and_in_pieces(self):
        for what, text in SPELLINGS.items():
            data = text.encode()
            with self.subTest(what):
                self.assertEqual(parsed(data), EXPECTED)
                single = [data[i : i + 1] for i in range(len(data))]
                self.assertEqual(parsed(*single), EXPECTED)
                for i in range(len(data)):
                    self.assertEqual(parsed(data[:i], b"", data[i:]), EXPECTED, i)

    def test_of_several_lines_are_one_text(self):
        events = parsed(b"data: a\ndata:  b\ndata\nevent: x\n\ndata: c\n\n")
        expected = [Event("x", None, "a\n b\n"), Event("message", None, "c")]
        self.assertEqual(events, expected)

    def test_do_not_inherit_an_id(self):
        events = parsed(b"id: 7\ndata: a\n\ndata: b\n\nid\ndata: c\n\n")
        self.assertEqual([event.id for event in events], ["7", None, ""])

    def test_over_four_megabytes_are_refused_before_they_end(self):
        piece = b"x" * (1 << 20)
        limit = [b"data: ", *[piece] * 3, piece[:-6]]
        self.assertEqual(len(parsed(*limit, b"\n\n")), 1)
        for pieces in (
            [*limit, b"y"],
            [b"data: " + piece + b"\n"] * 4,
            [b":" + piece + b"\n"] * 4,
        ):
            with self.assertRaises(FeedStreamError):
                parsed(*pieces)

    def test_may_be_long_in_total(self):
        event = b"data: " + b"x" * (1 << 20) + b"\n\n"
        self.assertEqual(len(parsed(*[event] * 6)), 6)


if __name__ == "__main__":
    unittest.main()
