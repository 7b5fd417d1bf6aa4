"""A shipped example as the file of a new automation: its comments stay, its name changes."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from passerelle.configuration.model import Name
from passerelle.core.sentences import Sentence
from passerelle.drafting.question import refused
from passerelle.errors import Rejected


@dataclass(frozen=True, slots=True)
class Copied:
    """`placeholders` are the lines to be changed, by their numbers: what an example marks as yours, and what only one
    account has.
    """

    text: str
    placeholders: tuple[tuple[int, str], ...]


def copy_of(folder: Path, example: str, name: str) -> Copied:
    """Raises Rejected for an example that does not exist, and for a name that no file may have."""
    known = {path.stem: path for where in _PLACES for path in sorted((folder / where).glob("*.yaml"))}
    if example not in known:
        raise Rejected(refused("--from", example, known), code="bad_argument")
    try:
        _NAME.validate_python(name)
    except ValidationError as error:
        raise Rejected(_BAD_NAME, code="bad_argument") from error
    text = re.sub(r"(?m)^name: .*$", f"name: {name}", known[example].read_text(encoding="utf-8"), count=1)
    lines = enumerate(text.splitlines(), start=1)
    return Copied(text, tuple((number, line.strip()) for number, line in lines if _YOURS.search(line)))


_PLACES: Final = ("automations", "examples")
_YOURS: Final = re.compile(r"# yours|^\s*(contract_type|template|channel):")
_NAME: Final = TypeAdapter(Name)
_BAD_NAME: Final = Sentence(
    fr="--name : un nom s'écrit en minuscules, chiffres et tirets, et commence par une lettre.",
    en="--name: a name has lower-case letters, digits and dashes, and begins with a letter.",
)
