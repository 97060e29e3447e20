from django.apps import AppConfig


class SecurityConfig(AppConfig):
    name = "haidang.domains.security"
    label = "security"
