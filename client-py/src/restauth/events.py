"""Server-Sent Events (WHATWG HTML, section 9.2.6)."""

import re
from collections.abc import Callable
from typing import NamedTuple

from .errors import demand

_EVENT_AT_MOST = 4 << 20  # bytes
_END_OF_LINE = re.compile(rb"\r\n|\n|\r")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Event(NamedTuple):
    """An event. Without an id, it does not inherit the previous event's id."""

    type: str
    id: str | None
    data: str


class EventParser:
    """Parses the bytes of a stream; drops an incomplete event. For one thread."""

    def __init__(self, receive: Callable[[Event], None]) -> None:
        self._receive = receive
        self._partial = bytearray()
        self._at_beginning = True
        self._skip_line_feed = False
        self._clear()

    def _clear(self) -> None:
        self._type = b"message"
        self._id: bytes | None = None
        self._data: list[bytes] = []
        self._length = 0

    def read(self, received: bytes) -> None:
        """Parse the next bytes; raise `FeedStreamError` for an event of over 4 MB."""
        if not received:
            return
        if self._skip_line_feed:
            received = received.removeprefix(b"\n")
        *lines, rest = _END_OF_LINE.split(received)
        self._skip_line_feed = received.endswith(b"\r")
        for line in lines:
            whole = bytes(self._partial) + line
            self._partial.clear()
            self._line(whole)
        self._partial += rest
        self._demand_short(len(self._partial))

    def _demand_short(self, more: int) -> None:
        demand(self._length + more <= _EVENT_AT_MOST, "an event is too long")

    def _line(self, line: bytes) -> None:
        if self._at_beginning:
            line = line.removeprefix(_BYTE_ORDER_MARK)
            self._at_beginning = False
        if not line:
            self._dispatch()
            return
        self._demand_short(len(line))
        self._length += len(line)
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._data.append(value)
        elif name == b"event":
            self._type = value
        elif name == b"id" and b"\0" not in value:
            self._id = value

    def _dispatch(self) -> None:
        type_, id_, data = self._type, self._id, self._data
        self._clear()
        if data:
            id_text = None if id_ is None else _text(id_)
            self._receive(Event(_text(type_), id_text, _text(b"\n".join(data))))


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
