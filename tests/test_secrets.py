"""No secret lies plain in the database or in the settings: each is sealed, hashed, or no secret by itself, and here stands why."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

from haidang import settings as module
from haidang.kernel.sealing import Unsealable, seal, unseal

NAMES = re.compile(r"secret|password|passwd|token|credential|private|seal|hash|auth$|p256dh|pin$|api_?key|session_key")
SEALED = "sealed"
HASH = "hash"
NAMES_A_THING = "names a thing in an address; opening it asks for rights as well"
LINK = "opens one thing, for a short time, to whoever was sent the link"
PUBLIC = "public by its nature"
SESSION = "ends with the session, within hours; Django's own table"
USELESS = "useless without the key of this home that signs what is pushed"

KNOWN = {
    "audit.Event.hash": PUBLIC,
    "audit.Event.prev_hash": PUBLIC,
    "blocks.Appeal.hash": HASH,
    "cases.Case.sealed": SEALED,
    "sharing.Webhook.sealed": SEALED,
    "sharing.Webhook.old_sealed": SEALED,
    "pulling.Pull.sealed": SEALED,
    "stills.Still.sealed": SEALED,
    "notices.ChannelSetup.secret": SEALED,
    "notices.ReturnBox.secret": SEALED,
    "doors.DropAccount.hash": HASH,
    "directory.Key.hash": HASH,
    "directory.Person.password": HASH,
    "directory.UsedPassword.hash": HASH,
    "sessions.Session.session_key": SESSION,
    "usersessions.UserSession.session_key": SESSION,
    "files.File.token": NAMES_A_THING,
    "files.Upload.token": LINK,
    "notices.Subscription.p256dh": PUBLIC,
    "notices.Subscription.auth": USELESS,
    "citizens.OneTimeCode.token": NAMES_A_THING,
    "citizens.OneTimeCode.hash": HASH,
    "citizens.Passkey.credential_id": PUBLIC,
    "citizens.Passkey.credential": PUBLIC,
    "citizens.Export.token": NAMES_A_THING,
    "documents.Signing.token": NAMES_A_THING,
    "documents.SigningPart.hash": PUBLIC,
    "documents.OwnPaper.token": NAMES_A_THING,
    "documents.Share.token": LINK,
    "online_forms.Draft.token": LINK,
    "online_forms.Consent.token": LINK,
    "online_forms.Consent.code_token": NAMES_A_THING,
    "security.Violation.sealed": SEALED,
    "tourism.Host.key_hash": HASH,
    "tourism.Stay.sealed": SEALED,
}


def found():
    """Every column whose name speaks of a secret."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if NAMES.search(field.name) and not isinstance(field, models.DateTimeField | models.BooleanField):
                yield f"{model._meta.app_label}.{model.__name__}.{field.name}", field


def test_every_column_that_speaks_of_a_secret_is_accounted_for():
    assert {name for name, _field in found()} == set(KNOWN)


def test_what_is_sealed_is_kept_as_bytes():
    assert [
        name for name, field in found() if KNOWN.get(name) == SEALED and not isinstance(field, models.BinaryField)
    ] == []


def test_the_settings_hold_no_secret_of_their_own():
    """What is called a secret there is asked of the home or the environment, never written down."""
    written = []
    for node in ast.walk(ast.parse(Path(module.__file__).read_text())):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            written += [name for name in names if re.search(r"SECRET|PASSWORD|TOKEN|_KEY$", name)]
    assert written == []


@pytest.mark.django_db
def test_a_copy_of_the_tables_tells_no_secret_and_another_home_opens_none(tmp_path, monkeypatch):
    from haidang.core.directory.signing_in.adapter import FactorAdapter
    from haidang.core.sharing.models import Webhook
    from haidang.kernel import clock

    Webhook.objects.create(
        name="a", url="https://a.example/", sealed=seal("whsec_rat-kin"), events=["*"], seq=0, created_at=clock.now()
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(webhook)::text FROM webhook")
        (row,) = cursor.fetchone()
    assert b"rat-kin".hex() not in row
    assert "rat-kin" not in row
    assert "rat-kin" not in FactorAdapter().encrypt("rat-kin")
    assert Webhook.objects.get().secret == "whsec_rat-kin"
    monkeypatch.setenv("HAIDANG_HOME", str(tmp_path))
    with pytest.raises(Unsealable):
        _ = Webhook.objects.get().secret


def test_what_is_sealed_is_not_in_the_seal():
    assert b"rat-kin" not in seal("rat-kin")
    assert unseal(seal("rat-kin")) == "rat-kin"
