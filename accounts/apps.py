from allauth.account.signals import password_changed
from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
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
        from accounts.log.security_events import after_sign_in, after_sign_out
        from accounts.open_pages.kept_forms import offer_to_whoever_signs_in
        from accounts.sign_in.sessions import begin_session, end_other_sessions

        post_migrate.connect(close_the_way_around_triggers, sender=self)
        for after in (begin_session, after_sign_in, offer_to_whoever_signs_in):
            user_logged_in.connect(after)
        user_logged_out.connect(after_sign_out)
        password_changed.connect(end_other_sessions)


def close_the_way_around_triggers(*, using: str, **_: object) -> None:
    """After every migration: a migration that adds a trigger has written pgtrigger's own function again."""
    with connections[using].cursor() as cursor:
        cursor.execute(NO_TRIGGER_IS_IGNORED)
