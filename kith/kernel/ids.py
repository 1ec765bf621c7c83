"""References that people and links may carry: unguessable, without vowels or look-alikes."""

import secrets

ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
LENGTH = 14


def new_ref() -> str:
    """A fresh public reference: 14 characters, about 67 bits, safe in a URL and no clue to what it names."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
