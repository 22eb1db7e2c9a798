"""Django's own sessions over the program's table: read by Django's query, in whose table no key stands in clear."""

from django.contrib.sessions.backends import db
from django.utils import timezone

from accounts.models import Session
from accounts.sign_in.sessions import digest_of


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        return Session.objects.filter(session_key=digest_of(self.session_key), expire_date__gt=timezone.now()).first()
