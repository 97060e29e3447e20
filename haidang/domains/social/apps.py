from django.apps import AppConfig


class SocialConfig(AppConfig):
    name = "haidang.domains.social"
    label = "social"
