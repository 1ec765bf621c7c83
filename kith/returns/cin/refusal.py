"""Saying that a file is not a CIN census: what it is instead, and how to mend it."""

import codecs

_ASK = "Ask for the XML file that is sent to COLLECT"
_OTHER_BEGINNINGS = (
    (b"\xd0\xcf\x11\xe0", f"it is an old Excel or Word document, whatever its name says. {_ASK}"),
    (b"%PDF", f"it is a PDF document, whatever its name says. {_ASK}"),
    (b"\x1f\x8b", "it is a compressed (gzip) file. Unpack it first"),
    (b"7z\xbc\xaf", "it is a compressed (7-Zip) file. Unpack it first"),
    (codecs.BOM_UTF32_LE, "it is saved as UTF-32. Save it again as UTF-8"),
    (codecs.BOM_UTF32_BE, "it is saved as UTF-32. Save it again as UTF-8"),
)


class NotACensus(Exception):
    """The file cannot be read as a CIN census; nothing of it has been taken.

    `what` says what is wrong and how to mend it; `line` is the line of the file where reading stopped, if there is
    one.
    """

    def __init__(self, what: str, *, line: int | None = None) -> None:
        self.what = what
        self.line = line
        at = f" (line {line})" if line else ""
        super().__init__(f"This file cannot be read as a CIN census: {what.rstrip('.')}{at}.")


def refuse_other_formats(beginning: bytes) -> None:
    """Raise NotACensus when the first bytes of a file show that it is something else."""
    if beginning.startswith(b"PK\x03\x04"):
        if b"[Content_Types].xml" in beginning or b"xl/" in beginning:
            raise NotACensus(f"it is an Excel workbook or another Office document, whatever its name says. {_ASK}")
        raise NotACensus("it is a zip file. Unpack it and give the XML file inside")
    for mark, what in _OTHER_BEGINNINGS:
        if beginning.startswith(mark):
            raise NotACensus(what)
    if not beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")):
        _refuse_other_text(beginning.removeprefix(codecs.BOM_UTF8))


def _refuse_other_text(text: bytes) -> None:
    bare = text.lstrip()
    if not bare:
        raise NotACensus("there is nothing in it but blank space. Ask for it to be sent again")
    if not bare.strip(b"\0"):
        raise NotACensus("it is filled with zeros, as a transfer that failed leaves it. Fetch it again")
    if not bare.startswith(b"<"):
        first_line = bare.splitlines()[0]
        if any(first_line.count(mark) > 1 for mark in (b",", b";", b"\t", b"|")):
            raise NotACensus(f"it is a table (CSV), whatever its name says. {_ASK}", line=1)
        raise NotACensus(f"it does not begin as an XML file does. {_ASK}", line=1)
    if bare[:14].lower() == b"<!doctype html":
        refuse_wrong_root("html", 1)
    if len(bare) < len(text) and bare.startswith(b"<?xml"):
        raise NotACensus("blank space stands before its first line, <?xml ...?>. Delete it and try again", line=1)


def refuse_wrong_root(tag: str, line: int) -> None:
    """Raise NotACensus unless the outermost element is Message."""
    if tag == "Message":
        return
    if tag.lower() == "html":
        raise NotACensus(f"it is a web page, perhaps the sign-in page of a transfer site. {_ASK}", line=line)
    if tag == "Workbook":
        raise NotACensus(f"it is an Excel workbook saved as XML. {_ASK}", line=line)
    raise NotACensus(f"its outermost element is <{tag[:40]}>, where a census has <Message>. {_ASK}", line=line)
