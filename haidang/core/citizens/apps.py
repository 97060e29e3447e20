from django.apps import AppConfig


class CitizensConfig(AppConfig):
    name = "haidang.core.citizens"
    label = "citizens"

    def ready(self) -> None:
        from haidang.core.notices import channels, outbox

        from . import gateways, push, telling

        outbox.choices.append(telling.ways)
        channels.plug("push", push.to_account, citizens=True)
        channels.plug("sms", gateways.to_phone, citizens=True)
        channels.plug("mail", gateways.to_mailbox, citizens=True)
