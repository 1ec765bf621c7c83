"""A census file, read once from front to back, without trusting it.

The file comes from another supplier's system, by e-mail or a transfer site. It may be damaged, and it may be made to
do harm. Nothing in it is expanded, fetched or obeyed: a document type declaration, the only door to entity expansion
and external entities, ends the reading at once. Every limit here is many times what the largest authority needs.
"""

import codecs
from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from kith.returns.cin.refusal import NotACensus, refuse_other_formats, refuse_wrong_root

CHUNK = 64 * 1024
MAX_HELD = 1024 * 1024  # of one tag in bytes, of one child in characters: the largest is a hundredth of this
MAX_DEPTH = 32  # the census is eight deep
MAX_ELEMENTS = 5_000  # in one child; a child with ten referrals has about three hundred
MAX_REMARKS = 100  # about what stands outside the children; more would tell nobody anything new

Progress = Callable[[int, int | None], None]
"""Called with the bytes read so far and the size of the file in bytes, when that is known."""

_NO_ATTRIBUTES: dict[str, str] = {}


class Element:
    """One element of the file with the line it starts on; text and elements inside it are kept in their order."""

    __slots__ = ("attributes", "line", "parts", "tag")

    def __init__(self, tag: str, line: int, attributes: dict[str, str] = _NO_ATTRIBUTES) -> None:
        self.tag = tag
        self.line = line
        self.attributes = attributes
        self.parts: list[str | Element] = []

    @property
    def children(self) -> list["Element"]:
        """The elements directly inside this one, in order."""
        return [part for part in self.parts if isinstance(part, Element)]

    @property
    def text(self) -> str:
        """The text directly inside this element, trimmed of the blank space around it."""
        return "".join([part for part in self.parts if isinstance(part, str)]).strip()

    def to_xml(self) -> str:
        """This element as text that can be read again: every value, blank and attribute as it came."""
        inner = "".join(part.to_xml() if isinstance(part, Element) else escape(part) for part in self.parts)
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in self.attributes.items())
        return f"<{self.tag}{attributes}>{inner}</{self.tag}>" if self.parts else f"<{self.tag}{attributes}/>"


class _Parser(DefusedExpatParser):
    @property
    def position(self) -> int:
        """Where in the file the tag or text begins that is not read to its end yet, in bytes."""
        return int(self._parser.CurrentByteIndex)


class _Collector(ContentHandler):
    """Gathers whole elements as the parser meets them: those directly under Message, and each one under Children."""

    def __init__(self, parser: _Parser) -> None:
        super().__init__()
        self.parser = parser
        self.finished: list[Element] = []
        self.remarks: dict[str, int] = {}
        self.children_blocks = 0
        self._depth = 0
        self._open: list[Element] = []
        self._count = 0
        self._held = 0  # characters of the child being read, or since the last tag outside one

    @property
    def line(self) -> int:
        return self.parser.getLineNumber() or 1

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        tag = name.rpartition(":")[2]
        attributes = dict(attrs.items()) if len(attrs) else _NO_ATTRIBUTES
        if tag != name or "xmlns" in attributes:
            self._remark("A namespace is declared; the file is read as if it had none.")
        if not self._open:
            self._held = 0
        self._hold(sum(map(len, attributes.values())))
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise NotACensus(f"its elements are nested more than {MAX_DEPTH} deep, which no census is", line=self.line)
        if self._depth == 1:
            refuse_wrong_root(tag, self.line)
        elif self._depth == 2 and tag == "Children":
            self.children_blocks += 1
        else:
            self._begin(Element(tag, self.line, attributes))

    def _hold(self, characters: int) -> None:
        self._held += characters
        if self._held > MAX_HELD:
            raise held_too_much(self._open[0].line if self._open else self.line)

    def _begin(self, element: Element) -> None:
        self._count = self._count + 1 if self._open else 1
        if self._count > MAX_ELEMENTS:
            first = self._open[0]
            raise NotACensus(
                f"the {first.tag[:40]} that starts on line {first.line} holds more than {MAX_ELEMENTS} elements, "
                "which no child's record does; its closing tag may be missing",
                line=self.line,
            )
        if self._open:
            self._open[-1].parts.append(element)
        self._open.append(element)

    def endElement(self, name: str) -> None:
        self._depth -= 1
        if self._open:
            element = self._open.pop()
            if not self._open:
                self.finished.append(element)

    def characters(self, content: str) -> None:
        self._hold(len(content))
        if self._open:
            self._open[-1].parts.append(content)
        elif content.strip():
            self._remark(f"Text stands outside any child and is left out: {content.strip()[:60]!a}.")

    def _remark(self, what: str) -> None:
        if len(self.remarks) < MAX_REMARKS:
            self.remarks.setdefault(what, self.line)


class CensusElements:
    """The elements of one file, in order: first what stands under Message (the Header), then child by child.

    `max_bytes` bounds the file; `total` is its size in bytes when known, for `progress`. Iterating raises NotACensus
    at the first place that cannot be read. `remarks` holds, after reading, what stood outside any element, with its
    line.
    """

    def __init__(self, stream: BinaryIO, *, max_bytes: int, total: int | None, progress: Progress | None) -> None:
        self._stream = stream
        self._max_bytes = max_bytes
        self._total = total
        self._progress = progress
        self._parser = _Parser(forbid_dtd=True)
        self._collector = _Collector(self._parser)
        self._parser.setContentHandler(self._collector)
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8 = True

    @property
    def remarks(self) -> dict[str, int]:
        return self._collector.remarks

    @property
    def has_children(self) -> bool:
        """Whether a Children element has been met."""
        return self._collector.children_blocks > 0

    def __iter__(self) -> Iterator[Element]:
        read = 0
        while chunk := self._next():
            if read == 0:
                refuse_other_formats(chunk)
            read += len(chunk)
            if read > self._max_bytes:
                raise too_large(self._max_bytes)
            self._look_at(chunk)
            self._parse(self._parser.feed, chunk)
            if read - self._parser.position > MAX_HELD:
                raise held_too_much(self._collector.line)
            yield from self._collector.finished
            self._collector.finished.clear()
            if self._progress:
                self._progress(read, self._total)
        if read == 0:
            raise NotACensus("it is empty. Ask for it to be sent again")
        self._parse(self._parser.close)

    def _next(self) -> bytes:
        """The next piece of the file: whole even when the stream gives less at a time than it is asked for."""
        chunk = b""
        try:
            while len(chunk) < CHUNK and (more := self._stream.read(CHUNK - len(chunk))):
                chunk += more
            return chunk
        except OSError as error:
            raise NotACensus(f"it could not be read to its end ({error.strerror or error})") from error

    def _look_at(self, chunk: bytes) -> None:
        """Remember whether the text is still UTF-8."""
        if self._is_utf8:
            try:
                self._utf8.decode(chunk)
            except UnicodeDecodeError:
                self._is_utf8 = False

    def _parse(self, action: Callable[..., object], *chunk: bytes) -> None:
        try:
            action(*chunk)
        except DefusedXmlException as error:
            raise NotACensus(
                "it carries a document type declaration (DOCTYPE), which a census never has and which can be used to "
                "do harm. Do not open it elsewhere; ask the sender where it came from",
                line=self._collector.line,
            ) from error
        except SAXParseException as error:
            raise self._unreadable(error) from error
        except (LookupError, ValueError) as error:
            # The encoding named in the first line is unknown, or is not one that a streaming reader can decode.
            raise NotACensus(
                "its first line names an encoding that cannot be read. Save it again as UTF-8", line=1
            ) from error

    def _unreadable(self, error: SAXParseException) -> NotACensus:
        reason = error.getMessage()
        line = error.getLineNumber() or 1
        if "encoding" in reason:
            return NotACensus("it is not in the encoding its first line names. Save it again as UTF-8", line=line)
        if "no element found" in reason or "unclosed" in reason or "partial character" in reason:
            return NotACensus(
                "it stops before </Message>, as a half-transferred file does. Fetch the whole file again", line=line
            )
        if "junk after document" in reason:
            return NotACensus("something follows </Message>. If two files were joined, give one at a time", line=line)
        if "invalid token" in reason and not self._is_utf8:
            return NotACensus(
                "it holds a character that is not in the encoding it names. Save it again as UTF-8", line=line
            )
        return NotACensus(
            f"it is not well-formed XML there ({reason}). Mend that line, or export the file again", line=line
        )


def held_too_much(line: int) -> NotACensus:
    """The refusal of a value, a tag or a child's record that no census has, and that would fill the memory."""
    return NotACensus(
        "a value, a tag or one child's record in it is longer than a megabyte. Take out what does not belong there, or "
        "export the file again",
        line=line,
    )


def too_large(max_bytes: int) -> NotACensus:
    """The refusal of a file of more than `max_bytes` bytes."""
    size = f"{max_bytes // 1_000_000} MB" if max_bytes >= 1_000_000 else f"{max_bytes} bytes"
    return NotACensus(
        f"it is larger than {size}, more than the census of the largest authority. Check that this is the right file"
    )
