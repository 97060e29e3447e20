"""What an address is recognised by without being kept a second time."""

from django.utils.crypto import salted_hmac


def mark_of(address: str) -> str:
    """The same for the same address, in whatever letters it is written; keyed, so that nobody guesses it back."""
    return salted_hmac("notices.address", address.strip().casefold(), algorithm="sha256").hexdigest()[:32]
