"""Sign-in by allauth: no sign-up, a lock after five failures, second factors kept encrypted.

Together with `journal` this is the adapter between allauth's own tables and the journal.
"""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from haidang.core.directory import limits
from haidang.core.directory.models import Person
from haidang.kernel import clock, home
from haidang.kernel.action import system

from . import attempts, sessions


def _locked() -> str:
    minutes = int(limits.required("locked").total_seconds()) // 60
    return _(
        "Sai %(times)s lần liên tiếp: tài khoản tạm khóa %(minutes)s phút. Hãy chờ, hoặc nhờ quản trị mở khóa."
    ) % {"times": limits.number("failures"), "minutes": minutes}


LOCKED = lazy(_locked, str)()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What the centre does differently from allauth's own way."""

    error_messages = DefaultAccountAdapter.error_messages | {"too_many_login_attempts": LOCKED}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Raises ValidationError while the account is locked."""
        locked = Person.objects.filter(account__iexact=_account(credentials), locked_until__gt=clock.now())
        if locked.exists():
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        attempts.fail(system("signin"), _account(credentials), ip=self.get_client_ip(request), what="password")

    def login(self, request: HttpRequest, user: Person) -> None:
        super().login(request, user)
        sessions.bound(request, user)

    def post_login(self, request: HttpRequest, user: Person, **facts: Any) -> HttpResponse:
        """The page speaks the language that the person chose."""
        answer: HttpResponse = super().post_login(request, user, **facts)
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, max_age=365 * 24 * 3600, samesite="Lax")
        return answer

    def add_message(self, request: HttpRequest, level: int, template: str = "", *args: Any, **kwargs: Any) -> None:
        """Without "signed in" and "signed out": the page shows it."""
        if (template or "").rpartition("/")[2] not in ("logged_in.txt", "logged_out.txt"):
            super().add_message(request, level, template, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The centre sends no mail about accounts: administrators hand out passwords."""


def _account(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or "").replace("\0", "")


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors are kept encrypted under a secret of the home, so that a stolen database is not enough."""

    def get_totp_label(self, user: Person) -> str:
        return user.account

    def generate_authenticator_name(self, user: Person, type: Any) -> str:  # noqa: A002 - allauth's name
        return _("Khóa của máy này")

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        """Nothing personal goes into a device that may be shared: the account and the name that everybody sees."""
        facts: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return facts | {"name": user.account}

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(home.secret("factors").encode()).digest()))
