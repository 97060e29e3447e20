from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "haidang.core.forms"
    label = "online_forms"  # Django has an app of the plain name

    def ready(self) -> None:
        from haidang.core.citizens import own_data

        from . import own

        own_data.more_to_export["drafts"] = own.exported
        own_data.more_to_delete.append(own.forgotten)
