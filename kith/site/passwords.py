"""Passwords that thieves know are refused: from the list Django carries, or a larger one the authority keeps locally.

NIST SP 800-63B 3.1.1.2 and the National Cyber Security Centre's advice: length and a list, no rules about signs.
"""

import gzip
import hashlib
import os
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

HASHED_LINE = re.compile(rb"[0-9A-Fa-f]{40}(:\d+)?\s*")
DRESSING = re.compile(r"^[\W\d_]+|[\W\d_]+$")


class ListUnreadable(RuntimeError):
    """The authority's list of breached passwords cannot be read; the message says why."""


class BreachedPassword:
    """Refuses a password that is on a list of breached ones, or is such a one with figures and signs round it.

    KITH_BREACHED_PASSWORDS names the authority's own list: plain passwords, one a line; or SHA-1 hashes in order, one a
    line, as Have I Been Pwned publishes them, which is looked up on disk and may be of any size.
    """

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError with a sentence that says why."""
        if self.knows(password):
            raise ValidationError(
                "This password is on a list of passwords that thieves already have and try first. Choose another: "
                "three or four words that do not belong together are hard to guess and easy to keep.",
                code="password_breached",
            )
        if password.isdecimal():
            raise ValidationError(
                "Figures alone are quickly tried by a machine. Choose three or four words that do not belong together.",
                code="password_figures",
            )
        core = DRESSING.sub("", password)
        if len(core) >= 4 and core.lower() in _plain("") and len(password) - len(core) >= len(password) // 4:
            raise ValidationError(
                "This password is a common word with figures or signs round it, which is among the first that thieves "
                "try. Choose three or four words that do not belong together.",
                code="password_dressed",
            )

    def knows(self, password: str) -> bool:
        """Whether the password is on the list, in Django's own or in the authority's."""
        if password.lower().strip() in _plain(""):
            return True
        path = settings.BREACHED_PASSWORDS
        if not path:
            return False
        return _in_hashes(Path(path), password) if _hashed(path) else password in _plain(path)

    @cached_property
    def size(self) -> int:
        """About how many passwords are refused. Raises ListUnreadable."""
        path = settings.BREACHED_PASSWORDS
        if not path:
            return len(_plain(""))
        return Path(path).stat().st_size // 45 if _hashed(path) else len(_plain(path))

    def get_help_text(self) -> str:
        """What a page says before anything is typed."""
        return "It must not be one that thieves already have: three or four unrelated words are best."


@cache
def _plain(path: str) -> frozenset[str]:
    if not path:
        return frozenset(CommonPasswordValidator().passwords)
    file = Path(path)
    try:
        raw = file.read_bytes()
        return frozenset((gzip.decompress(raw) if file.suffix == ".gz" else raw).decode().splitlines())
    except (OSError, UnicodeDecodeError) as why:
        raise ListUnreadable(f"The list of breached passwords {file} cannot be read: {why}") from why


@cache
def _hashed(path: str) -> bool:
    """Whether the list holds hashes, told by its first line."""
    try:
        with open(path, "rb") as file:
            return bool(HASHED_LINE.fullmatch(file.readline(200)))
    except OSError as why:
        raise ListUnreadable(f"The list of breached passwords {path} cannot be read: {why}") from why


def _in_hashes(path: Path, password: str) -> bool:
    """Halve the file until the line is found: some thirty reads in the largest list there is."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            file.seek(max(0, middle - 1))
            if middle:
                file.readline()  # to the start of the next line
            line = file.readline()[:40].upper()
            if line and line < wanted:
                low = middle + 1
            elif line == wanted:
                return True
            else:
                high = middle
        return False
