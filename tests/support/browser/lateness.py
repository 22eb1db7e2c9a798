"""A server whose answers come late: what a walk looks at without waiting for it is not there yet."""

import random
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Seconds before a request is dealt with, and before its answer is sent.
LATEST = 0.75


def answer_late(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        is_static = request.path.startswith(settings.STATIC_URL)
        pauses = [random.uniform(0, 0.1 if is_static else LATEST) for _ in range(2)]
        time.sleep(pauses[0])
        response = get_response(request)
        time.sleep(pauses[1])
        return response

    return middleware
