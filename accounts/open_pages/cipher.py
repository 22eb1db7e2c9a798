"""Encrypts and decrypts what is kept for one person; the key is made from the program's secret and the person."""

from base64 import urlsafe_b64encode
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "accounts.kept_form"


def _cipher(user_id: UUID) -> MultiFernet:
    """The secret of now seals; those that it replaced still open."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(urlsafe_b64encode(_key(user_id, secret))) for secret in secrets])


def _key(user_id: UUID, secret: str | bytes) -> bytes:
    return salted_hmac(SALT, str(user_id), secret=secret, algorithm="sha256").digest()


def seal(plain: bytes, *, user_id: UUID) -> bytes:
    return _cipher(user_id).encrypt(plain)


def unseal(sealed: bytes, *, user_id: UUID, seconds: int) -> bytes | None:
    """What was sealed for this person; None if it is another person's, too old, or altered."""
    try:
        return _cipher(user_id).decrypt(sealed, ttl=seconds)
    except InvalidToken:
        return None
