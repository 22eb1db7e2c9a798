from django.apps import AppConfig


class ChronicPainConfig(AppConfig):
    name = "chronicpain"
