from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "haidang.core.portal"
    label = "portal"
