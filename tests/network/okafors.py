"""A family as large and as tangled as families are: four generations, made up."""

from __future__ import annotations

from datetime import date
from typing import Any

from kith.network.genogram import Beside, Couple, Family, Feeling, Someone


def one(key: str, name: str, sex: str, year: int | None, **more: Any) -> Someone:
    age = "" if year is None or more.get("unborn") else str(2026 - year)
    below = more.pop("below", (f"born {year}",) if year else ())
    return Someone(key, name, sex, date(year, 1, 1) if year else None, age, below, href=f"/people/{key}/", **more)


OKAFORS = Family(
    people=(
        one("samuel", "Samuel Eze", "M", 1955, died=True, below=("1955 to 2019",)),
        one("patience", "Patience Eze", "F", 1965),
        one("grace", "Grace Okafor", "F", 1992),
        one("ngozi", "Ngozi Eze", "F", 1996),
        one("emeka", "Emeka Okafor", "M", 1988),
        one("daniel", "Daniel Reid", "M", 1990),
        one("joseph", "Joseph Okafor", "M", 1960),
        one("ifeoma", "Ifeoma Okafor", "F", 1962),
        one("obi", "Obi Okafor", "M", 1985),
        one("chidi", "Chidi Okafor", "M", 2012),
        one("amara", "Amara Okafor", "F", 2018, me=True),
        one("noah", "Noah Okafor-Reid", "M", 2025),
        one("baby", "Unborn child", "U", None, unborn=True, below=("due 2 July 2026",)),
        one("father", "Not known to us", "M", None, unknown=True, below=("father of Zina",)),
        one("zina", "Zina Eze", "F", 2021),
        one("kofi", "Kofi Mensah", "U", 1958, below=("carer",)),
    ),
    parents=(
        ("samuel", "grace"), ("patience", "grace"), ("samuel", "ngozi"), ("patience", "ngozi"),
        ("joseph", "emeka"), ("ifeoma", "emeka"), ("joseph", "obi"), ("ifeoma", "obi"),
        ("grace", "chidi"), ("emeka", "chidi"), ("grace", "amara"), ("emeka", "amara"),
        ("grace", "noah"), ("daniel", "noah"), ("grace", "baby"), ("daniel", "baby"),
        ("ngozi", "zina"), ("father", "zina"),
    ),
    couples=(
        Couple("samuel", "patience", "married", "", date(1988, 5, 1), ("m. 1988",)),
        Couple("joseph", "ifeoma", "married", "divorced", date(1984, 5, 1), ("m. 1984", "div. 1999")),
        Couple("emeka", "grace", "married", "separated", date(2011, 5, 1), ("m. 2011", "sep. 2022")),
        Couple("daniel", "grace", "together", "", date(2023, 1, 1), ("together 2023",)),
    ),
    beside=(Beside("kofi", "amara", -1),),
    feelings=(Feeling("grace", "patience", "close"), Feeling("grace", "daniel", "strained")),
    home=frozenset({"grace", "chidi", "amara", "noah", "baby"}),
)  # fmt: skip
