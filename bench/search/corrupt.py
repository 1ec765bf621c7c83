"""Corrupts the names and dates of a sample of people with Gecko (`gecko-syndata`), a generator we did not write.

Runs in the environment of requirements/judges.txt, never in Kith's:

    python bench/search/corrupt.py targets.csv queries.csv SEED --nicknames N.csv --spellings S.csv

N and S are lists of pairs (name1,name2) from outside this repository: see docs/benchmarks.md for the ones used. The
classes named "ours" use tables written here.
"""

import argparse
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from gecko import mutator as gecko

warnings.filterwarnings("ignore")
_ROWS = ("`1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Written before the first run and left alone since.
_RULES = """ph>f> f>ph> ck>k> c>k>^ k>c>^ ie>y>$ y>ie>$ ee>i>_ i>ee>_ ou>u>_ u>ou>_ s>z>_ z>s> w>v>^ sh>sch> ll>l>
l>ll>_ nn>n> n>nn>_ ss>s> tt>t> a>e>_ e>a>_ o>u>_ th>t> gh>g> x>ks> qu>kw>"""
_SOUNDS = pd.DataFrame([rule.split(">") for rule in _RULES.split()], columns=["source", "target", "flags"])
_SWAPPED = r"^(?P<day>0[1-9]|1[0-2])/(?P<month>0[1-9]|1[0-2])/"


def _keyboard(folder: Path) -> Path:
    """A plain keyboard in the form Gecko reads (CLDR), where a slip hits a neighbouring key."""
    keys = [f'<map iso="{row}{place:02}" to="{character}"/>'
            for row, line in zip("EDCB", _ROWS, strict=True) for place, character in enumerate(line, row == "E" or 1)
            if character.isalpha()]  # fmt: skip
    path = folder / "keyboard.xml"
    path.write_text(f"<keyboard locale='en'><keyMap>{''.join(keys)}</keyMap></keyboard>", encoding="utf-8")
    return path


def _swap_day_and_month(day: str) -> str:
    return day[3:5] + "/" + day[:2] + day[5:]


def classes(rng: np.random.Generator, nicknames: pd.DataFrame, spellings: pd.DataFrame, keyboard: Path):
    """name of class -> (what to do to each column, whether the date of birth is part of the search)."""
    typo = gecko.with_cldr_keymap_file(keyboard, rng=rng)
    letters = {"rng": rng}
    insert, replace = gecko.with_insert(_LETTERS, **letters), gecko.with_substitute(_LETTERS, **letters)
    delete, swap = gecko.with_delete(**letters), gecko.with_transpose(**letters)
    edit = gecko.with_group([insert, replace, delete, swap], rng=rng)
    sound = gecko.with_phonetic_replacement_table(_SOUNDS, "source", "target", "flags", rng=rng)
    nickname = gecko.with_replacement_table(nicknames, "name1", "name2", rng=rng)
    spelling = gecko.with_replacement_table(spellings, "name1", "name2", rng=rng)
    near, far = (gecko.with_datetime_offset(days, "d", "%d/%m/%Y", rng=rng) for days in (15, 400))
    flip = gecko.with_function(_swap_day_and_month, rng=rng)
    one, both = ["given", "family"], [("given", edit), ("family", edit)]
    lost = gecko.with_missing_value("", rng=rng)
    begins = gecko.with_function(lambda name: name[:3], rng=rng)
    other = gecko.with_permute(rng=rng)
    # One name, given or family by turns, so that neither is easier by design.
    yield "nothing wrong", [], True
    yield "nothing wrong", [], False
    slips = {"key beside": typo, "letter too many": insert, "letter missing": delete, "wrong letter": replace}
    for name, what in (slips | {"two letters swapped": swap, "sounds alike (ours)": sound}).items():
        for dated in (True, False):
            yield f"{name}, one name", [("turn", what)], dated
    for dated in (True, False):
        yield "two slips in one name", [("turn", edit), ("turn", edit)], dated
        yield "a slip in both names", both, dated
        yield "nickname (outside list)", [("given", nickname)], dated
        yield "other spelling (outside list)", [("turn", spelling)], dated
        yield "names swapped", [(("given", "family"), other)], dated
        yield "names swapped, a slip in both", [*both, (("given", "family"), other)], dated
        yield "first three letters of both", [(column, begins) for column in one], dated
    yield "date up to 15 days out", [("born", near)], True
    yield "date up to 400 days out", [("born", far)], True
    yield "day and month swapped", [("born", flip)], True
    yield "a slip in one name, date up to 15 days out", [("turn", edit), ("born", near)], True
    yield "a slip in both names, date up to 15 days out", [*both, ("born", near)], True
    yield "a slip in both names, day and month swapped", [*both, ("born", flip)], True
    yield "family name not given", [("family", lost)], True
    yield "given name not given", [("given", lost)], True
    yield "family name not given, a slip in the other", [("given", edit), ("family", lost)], True


def corrupt(
    targets: pd.DataFrame, seed: int, nicknames: pd.DataFrame, spellings: pd.DataFrame, size: int
) -> pd.DataFrame:
    """Up to `size` queries a class. A class that changes nothing in a person is not counted for them."""
    made = []
    with tempfile.TemporaryDirectory() as folder:
        rng = np.random.default_rng(seed)
        for number, (name, changes, dated) in enumerate(classes(rng, nicknames, spellings, _keyboard(Path(folder)))):
            sample = targets.sample(frac=1, random_state=seed + number)
            if name.startswith("day and month") or name.endswith("day and month swapped"):
                sample = sample[sample.born.str.match(_SWAPPED) & (sample.born.str[:2] != sample.born.str[3:5])]
            if "outside list" not in name:
                sample = sample.head(3 * size)
            changed = _apply(sample, changes)
            different = (changed[["given", "family", "born"]] != sample[["given", "family", "born"]]).any(axis=1)
            kept = (changed[different] if changes else changed).head(size).copy()
            kept["class"], kept["dated"] = name, int(dated)
            made.append(kept)
    return pd.concat(made)


def _apply(sample: pd.DataFrame, changes: list) -> pd.DataFrame:
    for columns, what in changes:
        if columns != "turn":
            sample = gecko.mutate_data_frame(sample, [(columns, what)])
            continue
        halves = [sample.iloc[0::2], sample.iloc[1::2]]
        changed = [
            gecko.mutate_data_frame(half, [(name, what)])
            for half, name in zip(halves, ("given", "family"), strict=True)
        ]
        sample = pd.concat(changed).loc[sample.index]
    return sample


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    for name in ("targets", "queries"):
        arguments.add_argument(name, type=Path)
    arguments.add_argument("seed", type=int)
    arguments.add_argument("--nicknames", type=Path, required=True)
    arguments.add_argument("--spellings", type=Path, required=True)
    arguments.add_argument("--size", type=int, default=150)
    chosen = arguments.parse_args()
    read = {"dtype": str, "keep_default_na": False}
    people = pd.read_csv(chosen.targets, **read)
    made = corrupt(
        people, chosen.seed, pd.read_csv(chosen.nicknames, **read), pd.read_csv(chosen.spellings, **read), chosen.size
    )
    made.to_csv(chosen.queries, index=False)
