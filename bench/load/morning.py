"""A morning at an authority, for Locust: each simulated worker signed in, reading and thinking as people do.

Runs in the environment of requirements/load.txt, never in Kith's: what there is to open comes in the file that
KITH_BENCH_MORNING names, written by `python -m bench.load`.
"""

import itertools
import json
import os
import random
from pathlib import Path

from locust import HttpUser, between, task

_PEOPLE = json.loads(Path(os.environ["KITH_BENCH_MORNING"]).read_text(encoding="utf-8"))
_NEXT = itertools.cycle(_PEOPLE)


class Worker(HttpUser):
    """Somebody at work: opens a page of their own, reads it for five to twenty-five seconds, opens the next."""

    wait_time = between(5, 25)

    def on_start(self) -> None:
        who = next(_NEXT)
        self.pages = who["pages"]
        self.client.cookies.set("sessionid", who["session"])

    @task
    def open_a_page(self) -> None:
        page = random.choices(self.pages, [page["often"] for page in self.pages])[0]  # noqa: S311  (chance, not secrets)
        path = random.choice(page["paths"])  # noqa: S311  (chance, not secrets)
        with self.client.get(path, name=page["name"], allow_redirects=False, catch_response=True) as answer:
            if answer.status_code != 200:
                answer.failure(f"answered {answer.status_code}")
