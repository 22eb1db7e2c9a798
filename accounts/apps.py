from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db import connections
from django.db.models.signals import post_migrate

# pgtrigger lets any session switch a trigger off by a setting. What these triggers keep must not hang on that.
NO_TRIGGER_IS_IGNORED = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN AS $$
    BEGIN
        RETURN FALSE;
    END;
$$ LANGUAGE plpgsql;
"""


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.open_pages.kept_forms import offer_to_whoever_signs_in

        post_migrate.connect(close_the_way_around_triggers, sender=self)
        user_logged_in.connect(offer_to_whoever_signs_in)


def close_the_way_around_triggers(*, using: str, **_: object) -> None:
    """After every migration: a migration that adds a trigger has written pgtrigger's own function again."""
    with connections[using].cursor() as cursor:
        cursor.execute(NO_TRIGGER_IS_IGNORED)
