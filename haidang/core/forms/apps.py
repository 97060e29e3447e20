from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "haidang.core.forms"
    label = "online_forms"  # Django has an app of the plain name
