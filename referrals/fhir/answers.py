"""The answers that a letter states, as FHIR QuestionnaireResponses: one for the facts, one per instrument. Pure Python.

A linkId is the key of the question, the fact or the score. A letter from before this was frozen has no responses: its
facts are not told apart into those that it states and those that it does not.
"""

from uuid import UUID

from assessment.rules.score_words import full_title
from guidelines.exchange.fhir_elements import Resource
from referrals.fhir.parts import reference, resource
from referrals.rules.frozen_letter import FrozenFact, FrozenInstrument, FrozenLetter, KeptValue


def responses(letter: UUID, frozen: FrozenLetter, subject: Resource, author: Resource) -> list[Resource]:
    """The responses that hold at least one answer."""
    facts = [_fact_item(fact) for fact in frozen.get("stated", ())]
    found = [("answers", frozen["signed"]["at"], facts)] if facts else []
    found += [
        (f"instrument/{row['key']}", row["answered_on"], items)
        for row in frozen.get("instruments", ())
        if (items := _instrument_items(row))
    ]
    return [
        resource(
            letter,
            role,
            "QuestionnaireResponse",
            status="completed",
            subject=reference(subject),
            author=reference(author),
            authored=authored,
            item=items,
        )
        for role, authored, items in found
    ]


def _fact_item(fact: FrozenFact) -> Resource:
    if fact["labels"]:
        answers: list[Resource] = [
            {"valueCoding": {"code": code, "display": label}} for code, label in fact["labels"].items()
        ]
    elif fact["is_day"]:
        answers = [{"valueDate": fact["value"]}]
    else:
        answers = [_value(fact["value"], fact["words"])]
    return {"linkId": fact["key"], "text": fact["short"], "answer": answers}


def _instrument_items(row: FrozenInstrument) -> list[Resource]:
    """A number and its band are an item each; a level has its band alone."""
    key, title = row["key"], row["title"]
    items = []
    for score in row["scores"]:
        link, text = f"{key}.{score['key']}", full_title(title, score["title"])
        if not isinstance(score["value"], str):
            items.append({"linkId": link, "text": text, "answer": [_value(score["value"], "")]})
        if score["band"]:
            items.append({"linkId": f"{link}.band", "text": text, "answer": [{"valueString": score["band"]}]})
    if row["result"]:
        items.append({"linkId": f"{key}.result", "text": title, "answer": [{"valueString": row["result"]}]})
    return items


def _value(value: KeptValue, words: str) -> Resource:
    """A value as FHIR types it; what has no type of its own is told in words."""
    match value:
        case bool():
            return {"valueBoolean": value}
        case int():
            return {"valueInteger": value}
        case float():
            return {"valueDecimal": value}
    return {"valueString": words}
