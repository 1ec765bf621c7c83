"""Whatever a file has become on its way, reading it ends in a Census or in NotACensus, and in nothing else."""

import io
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kith.returns.cin.read import NotACensus, read_census
from kith.returns.cin.records import Census
from kith.returns.cin.report import summary
from tests.returns.census import CLEAN, SHORT, child, message, referral

CLEAN_BYTES = CLEAN.read_bytes()[:12_000]
CLEAN_BYTES = CLEAN_BYTES[: CLEAN_BYTES.rindex(b"</Child>")] + b"</Child></Children></Message>"
SOURCES = (CLEAN_BYTES, SHORT.read_bytes())
ELEMENT = re.compile(rb"<(\w+)>[^<]*</\1>")


def outcome(content: bytes) -> Census | None:
    """The census, whose report can then be written too, or nothing when the file is refused."""
    try:
        census = read_census(io.BytesIO(content))
    except NotACensus:
        return None
    report = summary(census)
    assert report.children == len(census.children)
    assert report.as_text()
    assert all(cell == "" or cell[0] not in "=+-@" for row in report.csv_rows() for cell in row)
    assert all(one.key for record in census.children for one in record.episodes)
    return census


def test_the_material_is_sound():
    assert [len(census.children) for content in SOURCES if (census := outcome(content))] == [12, 2]


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bytes(seed: int):
    chance = random.Random(seed)
    content = bytearray(chance.choice(SOURCES))
    for _ in range(chance.choice((1, 1, 2, 20))):
        content[chance.randrange(len(content))] = chance.randrange(256)
    outcome(bytes(content))


@pytest.mark.parametrize("seed", range(40))
def test_elements_lost_repeated_moved_or_emptied(seed: int):
    chance = random.Random(seed)
    content = chance.choice(SOURCES)
    for _ in range(chance.randrange(1, 8)):
        found = chance.choice(list(ELEMENT.finditer(content)))
        element = found[0]
        instead = chance.choice(
            [b"", element * 2, element * 50, b"<%s/>" % found[1], b"<%s><x>%s</x></%s>" % (found[1], element, found[1])]
        )
        content = content[: found.start()] + instead + content[found.end() :]
        place = content.index(b">", chance.randrange(len(content) - 50)) + 1
        content = content[:place] + chance.choice([b"", element]) + content[place:]
    outcome(content)


@pytest.mark.parametrize("seed", range(40))
def test_pieces_cut_out_doubled_or_swapped(seed: int):
    chance = random.Random(seed)
    content = chance.choice(SOURCES)
    first, second, third = sorted(chance.sample(range(len(content)), 3))
    a, b, c, d = content[:first], content[first:second], content[second:third], content[third:]
    outcome(chance.choice([a + c + d, a + b + b + c + d, a + c + b + d, d + a, b, c + d]))


@settings(max_examples=150, derandomize=True)
@given(st.binary(max_size=200), st.integers(0, len(CLEAN_BYTES)))
def test_any_bytes_put_anywhere(piece: bytes, at: int):
    outcome(CLEAN_BYTES[:at] + piece + CLEAN_BYTES[at:])
    outcome(piece)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<&>\ufffe\uffff"), max_size=60)


@settings(max_examples=150, derandomize=True)
@given(st.lists(TEXT, min_size=8, max_size=8), st.integers(2022, 2027))
def test_any_text_as_any_value_is_kept_word_for_word(texts: list[str], year: int):
    key, upn, born, sex, ethnicity, disability, factor, referred = texts
    identifiers = f"<UPN>{upn}</UPN><PersonBirthDate>{born}</PersonBirthDate><Sex>{sex}</Sex>"
    assessment = (
        f"<Assessments><AssessmentActualStartDate>{referred}</AssessmentActualStartDate><FactorsIdentifiedAtAssessment>"
        f"<AssessmentFactors>{factor}</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>"
    )
    one = child(
        referral(assessment), key=f"K{key}", identifiers=identifiers, ethnicity=ethnicity, disability=disability
    )
    census = outcome(message(one, year=year).encode())
    assert census is not None
    (record,) = census.children
    assert record.key == f"K{key}".strip()
    for given_item, text in (
        (record.upn, upn),
        (record.birth_date, born),
        (record.sex, sex),
        (record.ethnicity, ethnicity),
    ):
        assert given_item.text == (text.strip() or None)
    assert record.disabilities_as_given == ((disability.strip(),) if disability.strip() else ())
    assert record.episodes[0].assessments[0].factors_as_given == ((factor.strip(),) if factor.strip() else ())
