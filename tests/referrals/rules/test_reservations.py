"""What a letter says of what it is signed in spite of."""

from datetime import date

from referrals.rules.reservations import Reservations, SignReasons, lacks_reason, reservation_lines, run_out_pathway

BOTH = Reservations(("Patienten er under 18 år.", "Smerterne er akutte."), date(2026, 12, 31))
WHY = SignReasons("centret har sagt ja i telefonen", "modtageren er\nden samme.")


def test_each_thing_that_it_goes_against_is_said_with_its_reason() -> None:
    """Tried: the second criterion left out, and a reason without its end."""
    assert [*reservation_lines(BOTH, WHY)] == [
        "Henvises trods »Patienten er under 18 år« og »Smerterne er akutte«, fordi centret har sagt ja i telefonen.",
        "Sendes hertil, selv om beskrivelsen af forløbet udløb 31.12.2026, fordi modtageren er den samme.",
    ]
    assert [*reservation_lines(Reservations(), WHY)] == []


def test_a_reason_is_lacking_while_one_of_them_has_none() -> None:
    assert lacks_reason(BOTH, SignReasons(criteria="ja"))
    assert lacks_reason(BOTH, SignReasons(criteria=" ", ran_out="ja"))
    assert not lacks_reason(BOTH, WHY)
    assert not lacks_reason(Reservations(), SignReasons())


def test_a_pathway_has_run_out_on_the_day_after_its_last_one() -> None:
    body = {"valid_until": "2026-12-31", "successor": "Region Østdanmark."}
    found = run_out_pathway(body, date(2027, 1, 1))
    assert found
    assert (found.valid_until, found.successor) == (date(2026, 12, 31), "Region Østdanmark.")
    assert run_out_pathway(body, date(2026, 12, 31)) is None
    assert run_out_pathway({"valid_until": None}, date(2027, 1, 1)) is None
