"""Numbers that people say on the phone: C-26-04417 for a contact, R for a referral, A for an assessment."""

from datetime import datetime

from django.db import connection

from kith.kernel.now import LONDON

TAKE = """
insert into frontdoor_series (name, last) values (%s, 1)
on conflict (name) do update set last = frontdoor_series.last + 1 returning last
"""


def next_number(series: str, moment: datetime) -> str:
    """The next number of a series in the year of `moment`; two people never get the same one."""
    year = moment.astimezone(LONDON).year % 100
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [f"{series}-{year:02}"])
        return f"{series}-{year:02}-{cursor.fetchone()[0]:05}"
