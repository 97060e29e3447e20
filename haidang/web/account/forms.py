"""The way in, and what everybody may change about themselves."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from haidang.core.directory.signing_in import sessions


class SignInForm(LoginForm):  # type: ignore[misc]
    def login(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().login(request, *args, **kwargs)
        if request.user.is_authenticated:  # allauth has just put its own limit in the place of ours
            sessions.bound(request, self.user)
        return answer


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey may sign in by itself unless somebody takes the tick away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Tên khóa")
        self.fields["passwordless"].initial = True


class ProfileForm(forms.Form):
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=[("vi", "Tiếng Việt"), ("en", "English")])
    phone = forms.CharField(
        label=_("Số điện thoại"),
        max_length=40,
        required=False,
        help_text=_("Chỉ người có quyền và lý do mới xem được."),
    )
