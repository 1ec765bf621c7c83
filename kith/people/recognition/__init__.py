"""Recognition: finding the person a practitioner means, and saying why. See this package's README."""

from kith.people.recognition.fold import fold
from kith.people.recognition.keys import VERSION, block_keys, name_tokens, search_keys, token_forms
from kith.people.recognition.particulars import Address, Particulars, Relative
from kith.people.recognition.query import Query, parse, query_of
from kith.people.recognition.score import Comparison, Field, Verdict, compare
from kith.people.recognition.search import Answer, Found, find, recount

__all__ = [
    "VERSION",
    "Address",
    "Answer",
    "Comparison",
    "Field",
    "Found",
    "Particulars",
    "Query",
    "Relative",
    "Verdict",
    "block_keys",
    "compare",
    "find",
    "fold",
    "name_tokens",
    "parse",
    "query_of",
    "recount",
    "search_keys",
    "token_forms",
]
