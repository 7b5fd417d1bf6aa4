"""What a platform calls a choice, as the label that the target knows; and yes or no."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from passerelle.core.conversions.lists import items_of
from passerelle.core.conversions.model import Conversion, Kind
from passerelle.core.conversions.options import Options
from passerelle.core.conversions.received import Unfit, number_of, text_of, unfit, written
from passerelle.core.sentences import Sentence

_TRUE: Final = frozenset({"true", "vrai", "oui", "yes", "1"})
_FALSE: Final = frozenset({"false", "faux", "non", "no", "0"})
_LISTED: Final = 10
"""Beyond, a sentence is not read any more."""

_UNKNOWN: Final = (
    Sentence(fr="n'est pas dans la table de correspondance", en="is not in the table of values"),
    Sentence(
        fr="ajoutez cette valeur à la table de cette ligne de l'automatisation",
        en="add this value to the table of this line of the automation",
    ),
)
_TABLE: Final = Sentence(
    fr="une table « valeur reçue : libellé », chaque valeur une seule fois, avec des guillemets autour "
    "des libellés tels que yes, no, true, false ou une date",
    en='a table of "received value: label", each value once, with quotes around labels such as yes, no, true, false '
    "or a date",
)


def expand_table(given: Any, options: tuple[str, ...]) -> dict[str, Any]:
    """`{values: {...}, default: ...}`, or the table alone, in which `default` and `separator` are options too."""
    if not isinstance(given, Mapping):
        return {"values": given}
    if isinstance(given.get("values"), Mapping | list):
        return dict(given)
    words = {"default", "separator"} & set(options)
    table = {key: value for key, value in given.items() if key not in words}
    return {"values": table, **{word: given[word] for word in words & given.keys()}}


def choice(options: Options) -> Conversion:
    table = _labels(options)
    return Conversion(
        "choice", Kind.CHOICE, _form(table, several=False), _labeller(options), table, _otherwise(options)
    )


def choices(options: Options) -> Conversion:
    separator = options.text("separator")
    label_of = _labeller(options)

    def rule(value: Any) -> list[str] | None:
        # A dict keeps the order and drops the repetitions.
        return list(dict.fromkeys(label_of(item) for item in items_of(value, separator))) or None

    table = _labels(options)
    return Conversion("choices", Kind.CHOICES, _form(table, several=True), rule, table, _otherwise(options))


def boolean(_options: Options) -> Conversion:
    def rule(value: Any) -> bool:
        word = _key(value).lower()
        if word not in _TRUE | _FALSE:
            raise unfit(value)
        return word in _TRUE

    form = Sentence(
        fr="une valeur vrai ou faux (true ou false, oui ou non, 1 ou 0)",
        en="a true or false value (true or false, yes or no, 1 or 0)",
    )
    return Conversion("boolean", Kind.BOOLEAN, form, rule)


def _labeller(options: Options) -> Callable[[Any], str]:
    table, otherwise = _labels(options), _otherwise(options)

    def label_of(value: Any) -> str:
        label = table.get(_key(value), otherwise)
        if label is None:
            raise Unfit(*_UNKNOWN)
        return label

    return label_of


def _otherwise(options: Options) -> str | None:
    default = options.given.get("default")
    if default is None:
        return None
    if not _is_label(default):
        raise options.invalid("default", Sentence(fr="un libellé", en="a label"))
    return text_of(default)


def _labels(options: Options) -> dict[str, str]:
    return {word: text_of(label) for word, label in _table(options).items()}


def _table(options: Options) -> dict[str, Any]:
    given = options.given.get("values")
    pairs = [(value, value) for value in given] if isinstance(given, list) else _pairs(given)
    table: dict[str, Any] = {}
    for value, label in pairs:
        if not _is_word(value) or not _is_label(label) or table.get(_key(value), label) != label:
            raise options.invalid("values", _TABLE)
        table[_key(value)] = label
    if not table:
        raise options.invalid("values", _TABLE)
    return table


def _pairs(given: Any) -> list[tuple[Any, Any]]:
    return list(given.items()) if isinstance(given, Mapping) else [(None, None)]


def _is_word(value: Any) -> bool:
    try:
        return bool(_key(value))
    except Unfit:
        return False


def _is_label(label: Any) -> bool:
    return _is_word(label) and not isinstance(label, bool)


def _key(value: Any) -> str:
    """Compared as texts, because platforms send 1 and "1" alike; true and false as JSON writes them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    number = number_of(value)
    return text_of(value) if number is None else written(number)


def _form(table: Mapping[str, Any], *, several: bool) -> Sentence:
    # These values come from the automation's file: they are nobody's data.
    listed = ", ".join(list(table)[:_LISTED]) + (" ..." if len(table) > _LISTED else "")
    if several:
        return Sentence(
            fr=f"une ou plusieurs des valeurs prévues ({listed})",
            en=f"one or several of the expected values ({listed})",
        )
    return Sentence(fr=f"l'une des valeurs prévues ({listed})", en=f"one of the expected values ({listed})")
