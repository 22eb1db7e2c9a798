"""Limits of time. In the suite they warn, for other work on the machine is measured with it; `./dev bench` fails."""

import warnings


def warn_over_limit(what: str, seconds: float, limit: float) -> None:
    """Warn where something took longer than it may; pytest lists the warnings at the end of the run."""
    if seconds >= limit:
        warnings.warn(f"Over its limit: {what} took {seconds:.2f} s of {limit} s", stacklevel=2)
