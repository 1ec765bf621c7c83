"""Sound recordings: told from films, and from what only begins like one."""

from __future__ import annotations

import struct
from typing import BinaryIO

from kith.documents.refusal import Refused

APPLE_PICTURES = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
LARGEST_INDEX = 8 * 1024 * 1024  # bytes of a recording's index that are read; an hour's has less than one megabyte
BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s of MPEG-1 layer III
RATES = (44100, 48000, 32000)  # samples a second


def check_mp4(file: BinaryIO, head: bytes) -> None:
    """Refuse what shares the recording's container: Apple's pictures, and films."""
    if head[8:12] in APPLE_PICTURES:
        raise Refused(
            "is in Apple's HEIC form. On the telephone choose Settings, Camera, Formats, Most Compatible, or export it "
            "as JPEG, and add that"
        )
    index = _index(file)
    if not index:
        raise Refused("is a recording that was cut short. Save it again and add that")
    if b"vide" in index or b"soun" not in index:
        raise Refused("is a film, which Kith does not keep. Keep it in your authority's store for films and say where")


def _index(file: BinaryIO) -> bytes:
    """The box that says what a recording holds, found by walking the boxes."""
    size, at = file.seek(0, 2), 0
    for _ in range(1000):
        file.seek(at)
        header = file.read(16)
        if len(header) < 8:
            return b""
        length, name = struct.unpack(">I4s", header[:8])
        if length == 1 and len(header) == 16:
            (length,) = struct.unpack(">Q", header[8:])
        length = length or size - at
        if length < 8 or at + length > size:
            return b""
        if name == b"moov":
            file.seek(at)
            return file.read(min(length, LARGEST_INDEX))
        at += length
    return b""


def is_mp3(head: bytes) -> bool:
    """Whether it begins as an MP3: with a tag, or with two frames of sound one behind the other."""
    if head.startswith(b"ID3"):
        return len(head) > 10 and head[3] in (2, 3, 4) and not any(byte & 0x80 for byte in head[6:10])
    first = _frame(head, 0)
    return first > 0 and _frame(head, first) > 0


def _frame(head: bytes, at: int) -> int:
    """The length in bytes of the MPEG-1 layer III frame that begins there, or 0."""
    mark = head[at : at + 4]
    if len(mark) < 4 or mark[0] != 0xFF or mark[1] & 0xFE != 0xFA:
        return 0
    bitrate, rate, padded = mark[2] >> 4, mark[2] >> 2 & 3, mark[2] >> 1 & 1
    if bitrate in (0, 15) or rate == 3:
        return 0
    return 144_000 * BITRATES[bitrate] // RATES[rate] + padded
