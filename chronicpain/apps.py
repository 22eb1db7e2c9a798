from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig


class ChronicPainConfig(AppConfig):
    name = "chronicpain"

    def ready(self) -> None:
        from chronicpain import safe_start  # noqa: F401  the check registers itself


class StaticFilesConfig(DjangoStaticFilesConfig):
    """Collects only what the pages refer to: the design system's neutral theme, htmx 2 without its extensions."""

    ignore_patterns = [
        *DjangoStaticFilesConfig.ignore_patterns,
        *("otf", "dkfds-*", "dkfds.css"),
        # Of the typeface in parts: those that Danish and its neighbours are written in, as every browser reads them.
        *("*-Cyrillic.woff*", "*-Greek.woff*", "*-Latin3.woff*", "*-Latin[12].woff", "*-Pi.woff"),
        *("ext", "htmx-4*", "htmax-*"),
    ]
