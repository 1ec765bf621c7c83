"""Settings of the whole house. Everything that differs between places comes from the environment."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pghistory

BASE = Path(__file__).resolve().parent.parent.parent
HOME = Path(os.environ.get("KITH_HOME", BASE / ".kith"))
DEBUG = False
SECRET_KEY = os.environ.get("KITH_SECRET_KEY", "")
ALLOWED_HOSTS = os.environ.get("KITH_HOSTS", "localhost 127.0.0.1 [::1]").split()
SECURE = os.environ.get("KITH_TLS") == "1"  # behind TLS: HSTS and secure cookies (decision 14)
AUTHORITY = os.environ.get("KITH_AUTHORITY", "Northmere Council")
AUTHORITY_CODE = os.environ.get("KITH_AUTHORITY_CODE", "999")
ADDRESS = os.environ.get("KITH_ADDRESS", "http://localhost:8000").rstrip("/")  # where links in e-mail lead
SERVICE_DESK = os.environ.get("KITH_SERVICE_DESK", "")
# How many joined tables the server tries in every order. Django joins what finds rows first and what is only shown with
# them last, so little is gained by weighing all; with its own 8 an assessment takes 10 ms to plan and 1 ms to read.
JOINS_WEIGHED = 4


def database(url: str, *, pool: bool) -> dict[str, object]:
    """A Django database from postgresql://user:password@host:port/name?host=/socket/folder."""
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    options: dict[str, object] = {k: v for k, v in query.items() if k not in ("host", "port")}
    options["options"] = f"{options.get('options', '')} -c join_collapse_limit={JOINS_WEIGHED}".strip()
    if pool:
        options["pool"] = {"min_size": 1, "max_size": int(os.environ.get("KITH_POOL", "6")), "timeout": 10}
    return {
        "ENGINE": "kith.access.db",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": query.get("port", str(parts.port or "")),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


_url = os.environ.get("DATABASE_URL", "postgresql://kith_app@localhost/kith")
_owner = os.environ.get("DATABASE_OWNER_URL")
_pooled = os.environ.get("KITH_POOL", "6") != "0"
DATABASES = {
    "default": database(_url, pool=_pooled),
    # Refusals outlive the transaction they were refused in (decision 8).
    "refusals": database(_url, pool=False) | {"ATOMIC_REQUESTS": False},
}
REFUSALS_DATABASE = "refusals"
if _owner:  # only for migrate, secure and tests (decision 9): `serve` takes it out of its environment
    DATABASES["owner"] = database(_owner, pool=False) | {"ATOMIC_REQUESTS": False}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "pgtrigger",
    "pghistory",
    "kith.access",
    "kith.record",
    "kith.ui",
    "kith.directory",
    "kith.documents",
    "kith.people",
    "kith.network",
    "kith.letters",
    "kith.disagreements",
    "kith.notes",
    "kith.actions",
    "kith.sharing",
    "kith.earlyhelp",
    "kith.checks",
    "kith.frontdoor",
    "kith.spread",
    "kith.assessment",
    "kith.protection",
    "kith.emergency",
    "kith.conferences",
    "kith.plans",
    "kith.governance",
    "kith.legal",
    "kith.care",
    "kith.practice.signs_of_safety",
    "kith.intelligence",
    "kith.returns",
    "kith.site",
    "django_cotton.apps.SimpleAppConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # allauth's passkey and session pages need it
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kith.site.sessions.LastSeenMiddleware",
    "kith.site.signin.SecondStepMiddleware",
    "kith.site.refusals.RefusalMiddleware",
    "kith.access.middleware.ActorMiddleware",
]
ROOT_URLCONF = "kith.site.urls"
WSGI_APPLICATION = "kith.site.wsgi.application"
FORM_RENDERER = "kith.ui.forms.base.KithRenderer"  # dresses the forms of libraries too
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kith.site.furniture.furniture",
            ],
        },
    }
]

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["kith.site.sessions.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "kith.site.passwords.BreachedPassword"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
BREACHED_PASSWORDS = os.environ.get("KITH_BREACHED_PASSWORDS", "")  # a larger list than the one that comes with Kith
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 30 * 60  # seconds without use
SESSION_ENGINE = "kith.site.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "kith.site.errors.forged"
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
CSRF_TRUSTED_ORIGINS = [ADDRESS] if SECURE else []
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_issuer = os.environ.get("KITH_OIDC_ORIGIN", "").rstrip("/")  # the authority's own identity provider
_provider = "://".join(urlsplit(_issuer)[:2]) if _issuer else ""
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'", *([_provider] if _provider else [])],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# allauth: sign-in by work e-mail, nobody signs up by themselves (decision 21).
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "kith.site.signin.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "kith.site.signin.SocialAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# Five failures lock a log-in for five minutes. The limits by address are wide: a whole authority may share one.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,100/5m/ip", "login": "300/m/ip", "reset_password": "100/m/ip,5/m/key"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers' addresses get no mail from us
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "kith.site.signin_forms.LoginForm",
    "change_password": "kith.site.signin_forms.ChangePasswordForm",
    "reset_password": "kith.site.signin_forms.ResetPasswordForm",
    "reset_password_from_key": "kith.site.signin_forms.ResetPasswordKeyForm",
    "reauthenticate": "kith.site.signin_forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "kith.site.signin_forms.AuthenticateForm",
    "reauthenticate": "kith.site.signin_forms.ReauthenticateByCodeForm",
    "activate_totp": "kith.site.signin_forms.ActivateTOTPForm",
    "add_webauthn": "kith.site.signin_forms.AddKeyForm",
    "edit_webauthn": "kith.site.signin_forms.EditKeyForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("KITH_PROXIES", "1" if SECURE else "0"))  # for lock-out by address
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # http://localhost, and nowhere else, by the browser's own rule
MFA_TOTP_ISSUER = "Kith"
MFA_ADAPTER = "kith.site.signin.SecondStepAdapter"
# A second step at sign-in: always, never, or (unset) wherever records are real.
REQUIRE_MFA = {"1": True, "0": False}.get(os.environ.get("KITH_REQUIRE_MFA", ""))
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "kith.site.oidc.AuthorityProvider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "authority",
                "name": os.environ.get("KITH_OIDC_NAME", f"{AUTHORITY} account"),
                "client_id": os.environ.get("KITH_OIDC_ID", ""),
                "secret": os.environ.get("KITH_OIDC_SECRET", ""),
                "settings": {"server_url": _issuer},
            }
        ]
        if _issuer
        else [],
    }
}
SOCIALACCOUNT_STORE_TOKENS = False
USERSESSIONS_TRACK_ACTIVITY = True
PROCRASTINATE_IMPORT_PATHS = ["kith.site.jobs"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "site_cache"}}

PGHISTORY_APPEND_ONLY = True
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField()
PGHISTORY_CREATED_AT_FUNCTION = "kith_now()"
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="history", db_constraint=False)

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
FONTS = BASE / "build" / "fonts"  # made at set-up; letters are set in them
STATICFILES_DIRS = [BASE / "build" / "static"] if (BASE / "build" / "static").exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
if not os.environ.get("KITH_MAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "mail"
EMAIL_HOST = os.environ.get("KITH_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("KITH_MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("KITH_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("KITH_MAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("KITH_MAIL_TLS", "1") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("KITH_MAIL_FROM", "kith@northmere.example")
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DOCUMENTS = Path(os.environ.get("KITH_DOCUMENTS", HOME / "documents"))  # where files that were added lie
DOCUMENT_LIMIT = float(os.environ.get("KITH_DOCUMENT_LIMIT", "25"))  # MB each
CLAMD = os.environ.get("KITH_CLAMD", "")  # ClamAV's socket: a path, or HOST:PORT
SCANNER_DOWN = os.environ.get("KITH_SCANNER_DOWN", "refuse")  # or "wait": kept, and opened to nobody until scanned
FILE_UPLOAD_HANDLERS = ["kith.documents.arriving.ArrivingHandler"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("KITH_LOG", "WARNING")},
}
