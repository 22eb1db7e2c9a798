"""How the words of a tour are read and walked: each mark is one thing to do, and a word that does not fit fails."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.support.browser.tour import Act, Kind, Tour, read_tours
from tests.support.browser.tour_walk import TourError, walk

PAGE = """
<h1>Breve</h1><h2>Til lægen</h2><button>Åbn</button>
<h2>Sendt</h2><details><summary>Åbn<span class="sr-only"> det sendte</span></summary>Sendt i går</details>
<label for="name">Fornavn <span>(skal udfyldes)</span></label><input id="name">
<label for="area">Område</label><select id="area"><option>Nord<option>Byen</select>
<fieldset><legend>Er det gjort?</legend><label><input type="radio" name="done" value="1"> Ja</label></fieldset>
"""


def acts_of(text: str, folder: Path) -> list[Act]:
    path = folder / "tour.md"
    path.write_text(f"# Tours\n\n*not read*\n\n## One\n\n{text}", encoding="utf-8")
    return [act for tour in read_tours(path) for act in tour.acts]


def test_each_mark_is_one_act_with_its_line(tmp_path: Path) -> None:
    text = (
        "1. Open <http://x/a/>. Press **Gem\n   nu**; *Navn* `Ida`, *Område* **Byen**.\n2. It says »gemt«, by *Tid*.\n"
    )
    assert acts_of(text, tmp_path) == [
        Act(Kind.OPEN, "http://x/a/", 7),
        Act(Kind.PRESS, "Gem nu", 7),
        Act(Kind.TYPE, "Navn", 8, "Ida"),
        Act(Kind.CHOOSE, "Område", 8, "Byen"),
        Act(Kind.SEE, "gemt", 9),
        Act(Kind.SEE, "Tid", 9),
    ]


def test_a_heading_holds_until_the_end_of_the_sentence(tmp_path: Path) -> None:
    acts = acts_of("1. Under *Sendt* press **Åbn**. Then **Luk**.\n", tmp_path)
    assert acts == [
        Act(Kind.SEE, "Sendt", 7),
        Act(Kind.PRESS, "Åbn", 7, under="Sendt"),
        Act(Kind.PRESS, "Luk", 7),
    ]


def test_the_head_of_a_table_is_pressed_between_the_groups_of_its_rows(tmp_path: Path) -> None:
    table = (
        "1. Fill in.\n\n   | then **Næste** | q |\n   |---|---|\n   | *A* | *x* `1` |\n   | | *y* `2` |\n   | *B* | |\n"
    )
    names = [(act.kind, act.name) for act in acts_of(table, tmp_path)]
    assert names == [(Kind.SEE, "A"), (Kind.TYPE, "x"), (Kind.TYPE, "y"), (Kind.PRESS, "Næste"), (Kind.SEE, "B")]


def test_what_is_no_numbered_step_is_not_walked(tmp_path: Path) -> None:
    acts = acts_of("Press **Intet**.\n\n1. Press **Gem**.\n\nThen *try* **Mere**.\n\n- **Andet**\n", tmp_path)
    assert acts == [Act(Kind.PRESS, "Gem", 9)]


def test_what_is_typed_needs_a_field(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="line 7: `Ida` has no"):
        acts_of("1. Type `Ida`.\n", tmp_path)


FITS = [
    Act(Kind.PRESS, "Åbn", 1, under="Til lægen"),
    Act(Kind.PRESS, "Åbn", 1, under="Sendt"),
    Act(Kind.SEE, "Sendt i … går", 1),
    Act(Kind.TYPE, "Fornavn", 1, "Ida"),
    Act(Kind.SEE, "Ida", 1),
    Act(Kind.CHOOSE, "Område", 1, "Byen"),
    Act(Kind.CHOOSE, "Er det gjort?", 1, "Ja"),
]
FITS_NOT = [
    Act(Kind.PRESS, "Åbn", 1),  # two are called so
    Act(Kind.PRESS, "Åbne", 1),
    Act(Kind.PRESS, "Åbn", 1, under="Er det gjort?"),
    Act(Kind.SEE, "Sendt i morges", 1),
    Act(Kind.SEE, "Sendt i går", 1),  # folded up
    Act(Kind.TYPE, "Navn", 1, "Ida"),
    Act(Kind.CHOOSE, "Område", 1, "Syd"),
    Act(Kind.CHOOSE, "Er det gjort?", 1, "Nej"),
]


@pytest.mark.browser
def test_what_fits_the_page_is_walked(open_context: Callable[[], BrowserContext]) -> None:
    page = open_context().new_page()
    page.set_content(PAGE)
    walk(Tour("fits", tuple(FITS)), page)
    expect(page.locator("#area")).to_have_value("Byen")
    expect(page.locator("[name=done]")).to_be_checked()


@pytest.mark.browser
@pytest.mark.parametrize("act", FITS_NOT, ids=lambda act: f"{act.kind.name} {act.name} {act.value}".strip())
def test_what_does_not_fit_the_page_fails_with_its_line(
    act: Act, open_context: Callable[[], BrowserContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.support.browser.tour_walk.WAIT", 200)
    page = open_context().new_page()
    page.set_content(PAGE)
    with pytest.raises(TourError, match=r"docs/tour\.md, line 1, "):
        walk(Tour("fits not", (act,)), page)
