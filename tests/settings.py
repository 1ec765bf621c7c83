"""The product's settings, with the few differences that tests need."""

import atexit
import shutil
import tempfile
from pathlib import Path

from kith.site.settings import *  # noqa: F403  (settings are names)
from kith.site.settings import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # two users a test: Argon2 would take a minute
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
for _database in DATABASES.values():
    _database["OPTIONS"] = {k: v for k, v in _database["OPTIONS"].items() if k != "pool"}  # clones come and go
REFUSALS_DATABASE = "default"  # so that a test sees what its own transaction refused; one test uses the real one
DOCUMENTS = Path(tempfile.mkdtemp(prefix="kith-documents-"))  # what tests add goes with them
atexit.register(shutil.rmtree, DOCUMENTS, ignore_errors=True)
