"""A request from somebody who has signed in: what every page behind `login_required` is given."""

from django.http import HttpRequest

from kith.access.models import User


class SignedIn(HttpRequest):
    """The same request, with the certainty that there is a person behind it. For types only: never made by us."""

    user: User
