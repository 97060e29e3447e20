"""What is typed to sign in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class Address(forms.Form):
    address = forms.CharField(
        label=_("Số điện thoại hoặc thư điện tử"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "username", "placeholder": "0903 123 456"}),
    )


class Digits(forms.Form):
    digits = forms.CharField(
        label=_("Mã 6 chữ số"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "num"}),
    )
