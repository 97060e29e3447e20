"""The account that a key has at the message broker: the key's name, and a password of its own.

A broker compares passwords in its own way and knows nothing of ours, so its accounts are written into its files. The
token cannot go there: only its hash is kept. The password is derived from that hash and a secret of this home; it can
be shown again, ends with the key, and opens no other door. See docs/why/mqtt.md.
"""

import base64
import hashlib
import hmac

from haidang.kernel import home

from .models import Key

LENGTH = 32  # signs; 192 bits


def mqtt_password(key: Key) -> str:
    """What the device with this key signs in with at the broker, as user `key.name`."""
    mixed = hmac.new(home.secret("mqtt-devices").encode(), bytes(key.hash), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mixed).decode()[:LENGTH]
