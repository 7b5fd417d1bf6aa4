"""Several values at once: a list, or a text with a separator, each item by a conversion of its own."""

from collections.abc import Callable
from typing import Any

from passerelle.core.conversions.model import Conversion, Kind, ValueRefused
from passerelle.core.conversions.options import Options
from passerelle.core.conversions.received import Unfit, is_blank, text_of
from passerelle.core.sentences import Sentence


def items_of(value: Any, separator: str | None) -> list[Any]:
    """The items that are not blank. Without a separator a text is one item, whatever marks it holds."""
    if isinstance(value, str) and separator is not None:
        value = text_of(value).split(separator)
    items = value if isinstance(value, list) else [value]
    return [item for item in items if not is_blank(item)]


def listing(options: Options, compile_conversion: Callable[[Any], Conversion]) -> Conversion:
    separator = options.text("separator")
    each = compile_conversion(options.given.get("of"))

    def rule(value: Any) -> list[Any] | None:
        return [_convert(each, item, place) for place, item in enumerate(items_of(value, separator), 1)] or None

    form = Sentence(
        fr=f"une liste dont chaque élément est {each.form.fr}", en=f"a list of which each item is {each.form.en}"
    )
    return Conversion("list", Kind.LIST, form, rule)


def _convert(each: Conversion, item: Any, place: int) -> Any:
    try:
        return each.convert(item)
    except ValueRefused as refused:
        raise Unfit(
            Sentence(
                fr=f"contient, en position {place}, un élément qui {refused.kind.fr}",
                en=f"contains, in position {place}, an item that {refused.kind.en}",
            ),
            refused.advice,
        ) from None
