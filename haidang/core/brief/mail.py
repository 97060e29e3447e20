"""The brief as a mail: its first lines as text, the whole as HTML, the PDF beside; through the province's mail server."""

from urllib.parse import urlsplit

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from haidang.core.directory.models import Person
from haidang.core.ui import moments
from haidang.kernel.bilingual import shown
from haidang.kernel.text import said as spoken
from haidang.provinces import connectors, pack
from haidang.provinces.facts import Connector

from . import paper
from .models import Brief

SMTP = "django.core.mail.backends.smtp.EmailBackend"
SCHEMES = ("smtp", "smtps")
SECONDS = 20
PORTS = {"smtp": 587, "smtps": 465}


def way() -> Connector | None:
    """The mail server that letters with files go through: a connector of the kind `mail` whose address is smtp(s)://."""
    return next((one for one in connectors.every("mail") if urlsplit(one.address).scheme in SCHEMES), None)


def post(brief: Brief, person: Person, language: str) -> None:
    """Raises LookupError without a server, OSError and smtplib.SMTPException as the server does."""
    connector = way()
    if connector is None:
        raise LookupError("no connector of kind mail with an smtp:// address is switched on: connectors.toml")
    with override(language):
        letter(brief, person, language, connector).send()


def letter(brief: Brief, person: Person, language: str, connector: Connector) -> EmailMultiAlternatives:
    """In the language that is active."""
    name = spoken(pack.chosen().province.texts.centre, language)
    subject = _("Bản tin buổi sáng %(day)s, %(centre)s") % {"day": moments.day_said(brief.day), "centre": name}
    message = EmailMultiAlternatives(
        subject, _plain(brief), connector.settings.get("from", "") or connector.client, [person.email],
        connection=_server(connector),
    )  # fmt: skip
    message.attach_alternative(render_to_string("brief/paper.html", paper.facts(brief, language)), "text/html")
    message.attach(f"ban-tin-{brief.day:%Y-%m-%d}.pdf", paper.pdf(brief, language), "application/pdf")
    return message


def _plain(brief: Brief) -> str:
    told = brief.told
    lines = [shown(told.summary), ""]
    for section in told.sections:
        lines.append(shown(section.title).upper())
        lines += [f"- {shown(one.title)}: {shown(one.value)}" + (f" ({shown(one.note)})" if one.note else "")
                  for one in section.lines]  # fmt: skip
        lines += [f"- {shown(one)}" for one in section.unknown]
        if not section.lines and section.empty:
            lines.append(f"- {shown(section.empty)}")
        lines.append("")
    return "\n".join(lines)


def _server(connector: Connector) -> BaseEmailBackend:
    where = urlsplit(connector.address)
    is_tls = where.scheme == "smtps"
    return get_connection(
        SMTP, host=where.hostname, port=where.port or PORTS[where.scheme], username=connector.client or None,
        password=connectors.secret_of(connector) or None, use_ssl=is_tls,
        use_tls=not is_tls and connector.settings.get("tls", "starttls") == "starttls", timeout=SECONDS,
    )  # fmt: skip
