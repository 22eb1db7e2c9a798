from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig


class ChronicPainConfig(AppConfig):
    name = "chronicpain"


class StaticFilesConfig(DjangoStaticFilesConfig):
    """Collects only what the pages refer to: the design system's neutral theme, htmx 2 without its extensions."""

    ignore_patterns = [
        *DjangoStaticFilesConfig.ignore_patterns,
        *("split", "otf", "dkfds-*", "dkfds.css"),
        *("ext", "htmx-4*", "htmax-*"),
    ]
