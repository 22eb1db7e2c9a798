"""The benchmark's own requests are answered by the program as it is; what they cost is judged by the command alone."""

from accounts.models import Staff
from assessment.models import Episode
from benchmarks.pages import Pages
from tests.support.records.cast import Cast


def test_every_section_of_the_benchmark_is_shown_and_saved(cast: Cast, episode: Episode) -> None:
    """What a form asks about is answered beforehand, or the benchmark ends where it should measure.

    Tried: the ticks that say that a flag of the record may be left out, not sent.
    """
    gp: Staff = cast.gp
    pages = Pages(gp, episode, "own")
    for key in ("pain", *pages.sections):  # in the order in which it is measured
        pages.section(key)
        pages.save(key)()
