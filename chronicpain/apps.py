from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig


class ChronicPainConfig(AppConfig):
    name = "chronicpain"


class StaticFilesConfig(DjangoStaticFilesConfig):
    """Collects of the design system what its neutral theme refers to."""

    ignore_patterns = [*DjangoStaticFilesConfig.ignore_patterns, "split", "otf", "dkfds-*", "dkfds.css", "dkfds.js"]
