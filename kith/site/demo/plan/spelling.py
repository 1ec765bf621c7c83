"""How names and dates come out in other offices: letters swapped, marks lost, a day and month the wrong way round."""

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta
from random import Random

from kith.site.demo.plan.chance import likely, weighted

# Spellings that are heard as one another.
HEARD = (
    ("ph", "f"), ("ck", "k"), ("ie", "y"), ("y", "i"), ("ou", "o"), ("o", "ou"), ("ei", "ie"), ("ea", "ee"),
    ("sz", "sh"), ("w", "v"), ("j", "y"), ("aa", "a"), ("ee", "i"), ("z", "s"), ("kh", "k"), ("x", "sh"), ("q", "k"),
    ("i", "y"),
)  # fmt: skip
WRITTEN_ALSO = {
    "Muhammad": ("Mohammed", "Mohamed", "Muhammed"), "Mohamed": ("Mohammed", "Muhammad"),
    "Yusuf": ("Yousuf", "Youssef"), "Zofia": ("Sofia", "Zophia"), "Jakub": ("Jacob", "Yakub"),
    "Oleksandr": ("Alexander", "Aleksandr"),
    "Sofiia": ("Sofia", "Sophia"), "Aisha": ("Ayesha", "Aysha"), "Fatima": ("Fatimah", "Fathima"), "Niamh": ("Neve",),
    "Aoife": ("Eefa",), "Hussein": ("Hussain", "Husain"), "Chaudhry": ("Choudhry", "Chowdhury"), "Khan": ("Kahn",),
    "Cabdullahi": ("Abdullahi",), "Jaamac": ("Jama",), "Zhang": ("Chang",), "Xu": ("Hsu",), "Jan": ("Yan",),
}  # fmt: skip


def as_heard(rng: Random, name: str) -> str:
    """The name as somebody else might write it; sometimes as it is."""
    if not name:
        return name
    if name in WRITTEN_ALSO and likely(rng, 0.8):
        return rng.choice(WRITTEN_ALSO[name])
    plain = without_marks(name)
    slip = weighted(rng, {_plain: 3, _heard: 5, _doubled: 2, _dropped: 2, _swapped: 2})
    return slip(rng, plain)


def without_marks(name: str) -> str:
    """The name in plain letters, as a system that knows no others keeps it."""
    name = name.replace("ł", "l").replace("Ł", "L").replace("'", "")
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))


def wrong_day(rng: Random, day: date) -> date:
    """A date a little wrong: day and month changed round, a year or a day out."""
    how = weighted(rng, {"round": 4, "year": 3, "day": 3})
    if how == "round" and day.day <= 12 and day.day <= monthrange(day.year, day.day)[1]:
        return date(day.year, day.day, min(day.month, monthrange(day.year, day.day)[1]))
    if how == "year":
        return day - timedelta(days=365)
    return day - timedelta(days=rng.randrange(1, 3))


def wrong_number(line: str) -> str:
    """An address with the figures of its number the wrong way round: 14 becomes 41."""
    return re.sub(r"\b(\d)(\d)\b", r"\2\1", line, count=1)


def _plain(rng: Random, name: str) -> str:
    return name


def _heard(rng: Random, name: str) -> str:
    fit = [(old, new) for old, new in HEARD if old in name[1:].lower()]
    if not fit:
        return _doubled(rng, name)
    old, new = rng.choice(fit)
    place = name.lower().index(old, 1)
    return name[:place] + new + name[place + len(old) :]


def _doubled(rng: Random, name: str) -> str:
    """One letter where there were two, or two where there was one."""
    pairs = [place for place in range(1, len(name)) if name[place].lower() == name[place - 1].lower()]
    if pairs:
        place = rng.choice(pairs)
        return name[:place] + name[place + 1 :]
    place = rng.randrange(1, len(name)) if len(name) > 1 else 0
    return name[:place] + name[place].lower() + name[place:] if name[place].isalpha() else name


def _dropped(rng: Random, name: str) -> str:
    place = rng.randrange(1, len(name) - 1) if len(name) > 3 else len(name)
    return name[:place] + name[place + 1 :]


def _swapped(rng: Random, name: str) -> str:
    if len(name) < 4:
        return name
    place = rng.randrange(1, len(name) - 1)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
