"""A page that is loaded right after typing shows what was saved."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.pages.double_sends import LEAVING
from tests.support.http.forms import form_of, url
from tests.support.records.committed import Committed


def signed_in(committed: Committed) -> Client:
    client = Client()
    client.force_login(committed.cast.gp.user)
    return client


def test_the_next_page_waits_for_what_the_one_before_it_is_still_saving(committed: Committed) -> None:
    """The save comes a moment after the page was asked for. Tried: without the wait."""
    client, key, address = signed_in(committed), str(uuid4()), url(committed.episode)
    typed = form_of(client.get(address)) | {"pain.description": ["Brænder"], "autosave": ["1"], "once": [key]}

    def leave() -> int:
        mine = Client()
        mine.cookies.update(client.cookies)
        time.sleep(0.2)
        try:
            return mine.post(address, typed).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        left = pool.submit(leave)
        client.cookies[LEAVING] = key
        assert form_of(client.get(address))["pain.description"] == ["Brænder"]
        assert left.result(timeout=10) == 302


def test_a_page_waits_no_longer_than_a_second_for_what_never_comes(committed: Committed) -> None:
    client = signed_in(committed)
    client.get(reverse("home"))
    client.cookies[LEAVING] = str(uuid4())
    began = time.monotonic()
    assert client.get(reverse("home")).status_code == 200
    assert time.monotonic() - began > settings.LONGEST_WAIT_FOR_WHAT_IS_LEFT


def test_a_damaged_cookie_is_nothing_to_wait_for(committed: Committed) -> None:
    client = signed_in(committed)
    client.cookies[LEAVING] = "x" * 3000
    began = time.monotonic()
    assert client.get(url(committed.episode)).status_code == 200
    assert time.monotonic() - began < settings.LONGEST_WAIT_FOR_WHAT_IS_LEFT


def test_a_save_that_is_refused_ends_the_wait_too(committed: Committed) -> None:
    client, key = signed_in(committed), str(uuid4())
    damaged = {"seen_version": "x", "autosave": "1", "once": key}
    assert client.post(url(committed.episode), damaged).status_code == 422
    client.cookies[LEAVING] = key
    began = time.monotonic()
    client.get(url(committed.episode))
    assert time.monotonic() - began < settings.LONGEST_WAIT_FOR_WHAT_IS_LEFT
