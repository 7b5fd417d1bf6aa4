"""The form and what people answered, in the two shapes that Typeform gives it: to webhooks and to its API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from local.simulators.chassis.calls import Clock, Json, RefusedError
from local.simulators.typeform import seed

_PLAIN: Final = {
    "short_text": "text",
    "number": "number",
    "date": "date",
    "yes_no": "boolean",
    "email": "email",
}
"""The key under which an answer to such a question stands."""

Publish = Callable[[Json], None]


@dataclass(slots=True)
class Form:
    """`publish` tells a response that was just sent."""

    clock: Clock
    publish: Publish
    responses: list[Json] = field(default_factory=list)

    def forget(self) -> None:
        self.responses.clear()

    def send(self, answers: Mapping[str, Any], hidden: Json, token: str) -> Json:
        """As a person would, question by question."""
        moment = self.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        response: Json = {
            "landing_id": token,
            "token": token,
            "response_id": token,
            "response_type": "completed",
            "landed_at": moment,
            "submitted_at": moment,
            "hidden": hidden,
            "calculated": {"score": 0},
            "variables": [{"key": "score", "type": "number", "number": 0}],
            "answers": [_answer(ref, value) for ref, value in answers.items()],
        }
        self.responses.append(response)
        self.publish(response)
        return response


def questions() -> list[Json]:
    """Those of groups too."""
    inner = [one for group in seed.FIELDS for one in group["properties"].get("fields", ())]
    return [*seed.FIELDS, *inner]


def definition() -> Json:
    """The form as webhooks tell it."""
    fields = [{key: one[key] for key in ("id", "ref", "title", "type")} for one in questions()]
    return {"id": seed.FORM_ID, "title": seed.TITLE, "fields": fields}


def _answer(ref: str, value: Any) -> Json:
    question = next((one for one in questions() if one["ref"] == ref), None)
    if question is None:
        raise RefusedError(400, f"the form has no question {ref}", code="VALIDATION_ERROR")
    asked = {key: question[key] for key in ("id", "ref", "type")}
    key = _PLAIN.get(question["type"])
    if key is not None:
        return {"field": asked, "type": key, key: value}
    labels = [value] if isinstance(value, str) else value
    chosen = [one for one in question["properties"]["choices"] if one["label"] in labels]
    if len(chosen) != len(labels):
        raise RefusedError(400, f"{ref} has no such choice", code="VALIDATION_ERROR")
    if isinstance(value, str):
        return {"field": asked, "type": "choice", "choice": chosen[0]}
    columns = {f"{name}s": [one[name] for one in chosen] for name in ("id", "ref", "label")}
    return {"field": asked, "type": "choices", "choices": columns}
