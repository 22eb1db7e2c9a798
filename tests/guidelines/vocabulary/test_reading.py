"""Content is read strictly, and what is wrong is said in Danish with the row and the field."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import pytest
from pydantic import AfterValidator, Field

from guidelines.vocabulary.reading import ContentFault, fits, read
from guidelines.vocabulary.shapes import About, Rows, shape, stored_as, walk


def even(number: int) -> int:
    if number % 2:
        raise ValueError("tallet er ulige")
    assert number != 4, "a mistake in the program"
    return number


@shape("Frugten")
class Fruit:
    name: str
    kind: Annotated[Literal["apple", "pear"], About("Kind")] = "apple"
    weight: Annotated[int, stored_as("gram")] = 0
    price: Annotated[Decimal | None, Field(gt=0)] = None
    seeds: Annotated[int, AfterValidator(even)] = 0
    ripe: bool = False
    eaten: date | None = None
    names: Annotated[str, About("Names", longest=3)] = ""


@shape("Kurven", is_named=False)
class Basket:
    key: str = ""
    fruits: Annotated[tuple[Fruit, ...], Rows("Fruits", "Fruit")]
    best: Fruit | None = None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "Frugten »uden navn«: navnet mangler"),
        ({"name": 7}, "Frugten »7«: navnet er ikke tekst; sæt det i anførselstegn"),
        ({"name": "A", "kind": "nut"}, "Frugten »A«: slagsen er »apple« eller »pear«, ikke »nut«"),
        ({"name": "A", "gram": "7"}, "Frugten »A«: feltet »gram« er ikke et helt tal"),
        ({"name": "A", "gram": 7.5}, "Frugten »A«: feltet »gram« er ikke et helt tal"),
        ({"name": "A", "gram": True}, "Frugten »A«: feltet »gram« er ikke et helt tal"),
        ({"name": "A", "weight": 7}, "Frugten »A«: feltet »weight« kendes ikke"),
        ({"name": "A", "price": 0}, "Frugten »A«: feltet »price« er ikke over 0"),
        ({"name": "A", "price": "dear"}, "Frugten »A«: feltet »price« er ikke et tal"),
        ({"name": "A", "seeds": 3}, "Frugten »A«: tallet er ulige"),
        ({"name": "A", "ripe": "yes"}, "Frugten »A«: feltet »ripe« er ikke ja eller nej (true eller false)"),
        ({"name": "A", "eaten": "2026-02-30"}, "Frugten »A«: feltet »eaten« er »2026-02-30«, som ikke er en dag"),
        ({"name": "A", "names": "abcd"}, "Frugten »A«: feltet »names« er længere end 3 tegn"),
        ("A", "Frugten »A«: et felt har ikke den form, det skal have"),
    ],
)
def test_what_is_wrong_is_said_with_row_and_field(row: object, said: str) -> None:
    with pytest.raises(ContentFault) as caught:
        read(Basket, {"key": "k", "fruits": [{"name": "B"}, row]})
    assert caught.value.faults == (f"Kurven: {said}",)
    assert (caught.value.places[0][:2], caught.value.key) == (("fruits", 1), "k")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(ContentFault) as caught:
        read(Basket, {"fruits": [{"name": 1}, {}], "best": {"name": "A", "gram": "x"}, "more": 1})
    assert len(caught.value.faults) == 4
    assert caught.value.places == (("fruits", 0, "name"), ("fruits", 1, "name"), ("best", "gram"), ("more",))


def test_what_is_no_list_and_no_row_at_all() -> None:
    for body, said in (({"fruits": {}}, "er ikke en liste"), ([], "har ikke den form"), ({}, "mangler")):
        with pytest.raises(ContentFault, match=said):
            read(Basket, body)


def test_a_mistake_of_the_program_in_a_check_comes_through() -> None:
    """Tried: the assertion told as a fault of the content."""
    with pytest.raises(AssertionError, match="a mistake in the program"):
        read(Basket, {"fruits": [{"name": "A", "seeds": 4}]})
    with pytest.raises(TypeError):
        read(Basket, {"fruits": [object()]})


def test_a_sound_row_is_read_as_it_stands() -> None:
    found = read(Basket, {"fruits": [{"name": "A", "gram": 7, "price": 1.5, "eaten": "2026-01-02"}]}).fruits[0]
    assert found == Fruit(name="A", weight=7, price=Decimal("1.5"), eaten=date(2026, 1, 2))


def test_whether_a_value_fits_a_field() -> None:
    (kind, _names) = (entry for name, entry in walk(Fruit) if entry.about)
    assert fits(kind.annotation, "pear")
    assert not fits(kind.annotation, "nut")
    assert not fits(kind.annotation, ["pear"])
