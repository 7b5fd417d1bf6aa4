"""The options of a command line as answers. What belongs to a line of the exchange is found by its target."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from passerelle.core.sentences import Sentence
from passerelle.drafting import offered
from passerelle.drafting.making import WRITE_BACK
from passerelle.errors import Rejected


@dataclass(frozen=True, slots=True)
class Repeated:
    """The options that may be repeated, each a pair joined by an equals sign."""

    maps: Sequence[str] = ()
    conversions: Sequence[str] = ()
    options: Sequence[str] = ()
    params: Sequence[str] = ()
    write_backs: Sequence[str] = ()
    conditions: Sequence[str] = ()
    required: Sequence[str] = ()
    test_records: Sequence[str] = ()


def answers_of(single: dict[str, str | None], change: str | None, repeated: Repeated) -> dict[str, str]:
    """`single` is by slot already. Raises Rejected for a pair that is none."""
    found = {slot: value for slot, value in single.items() if value is not None}
    if change is not None:
        field, value = _pair("--change", change)
        found |= {"when.event": offered.CHANGED, "when.change.field": field, "when.change.to": value}
    for slot, words, separator in (
        ("when.where", repeated.conditions, "\n"),
        ("required", repeated.required, ","),
        ("test.records", repeated.test_records, ","),
    ):
        if words:
            found[slot] = separator.join(words)
    found |= {f"do.{name}": value for name, value in (_pair("--param", text) for text in repeated.params)}
    for field, path in (_pair("--write-back", text) for text in repeated.write_backs):
        found[f"{WRITE_BACK}{path}"] = field
    return found | dict(_lines(repeated))


def _lines(repeated: Repeated) -> Iterator[tuple[str, str]]:
    number: dict[str, int] = {}
    for to, source in (_pair("--map", text) for text in repeated.maps):
        slot = f"exchange.{number.setdefault(to, len(number))}"
        yield f"{slot}.to", to
        yield f"{slot}.from", source
    for to, conversion in (_pair("--as", text) for text in repeated.conversions):
        yield f"exchange.{_number('--as', to, number)}.as", conversion
    for text in repeated.options:
        to, choice = _pair("--option", text)
        value, colon, label = choice.partition(":")
        if not colon:
            raise Rejected(_no_pair("--option", "TARGET=VALUE:CHOICE"), code="bad_argument")
        yield f"exchange.{_number('--option', to, number)}.as.{value.strip()}", label.strip()


def _number(option: str, to: str, number: dict[str, int]) -> int:
    if to not in number:
        raise Rejected(_unmapped(option, to), code="bad_argument")
    return number[to]


def _pair(option: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (equals and name.strip() and value.strip()):
        raise Rejected(_no_pair(option, _PAIRS[option]), code="bad_argument")
    return name.strip(), value.strip()


_PAIRS = {
    "--change": "FIELD=VALUE",
    "--param": "NAME=VALUE",
    "--write-back": "FIELD=PATH",
    "--map": "TARGET=SOURCE",
    "--as": "TARGET=CONVERSION",
    "--option": "TARGET=VALUE:CHOICE",
}


def _no_pair(option: str, form: str) -> Sentence:
    return Sentence(fr=f"{option} s'écrit {option} {form}.", en=f"{option} is written {option} {form}.")


def _unmapped(option: str, to: str) -> Sentence:
    return Sentence(
        fr=f"{option} parle de « {to} », que rien ne remplit. Ajoutez --map {to}=SOURCE.",
        en=f'{option} is about "{to}", which nothing fills. Add --map {to}=SOURCE.',
    )
