"""What the parts of a message have to be: one line, a few e-mail addresses; and a plain text as HTML."""

import html
import re
from typing import Any, Final

from passerelle.core.conversions.contacts import email_address
from passerelle.core.sentences import Sentence
from passerelle.errors import MappingFailed

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SEPARATORS: Final = str.maketrans(";", ",")


def one_line(name: str, value: Any) -> Any:
    """Raises MappingFailed for a line break or any other control character: in a header, what follows would be another
    header.
    """
    if isinstance(value, str) and _CONTROL.search(value):
        raise MappingFailed(_several_lines(name), code="not_one_line")
    return value


def addresses(name: str, value: Any, most: int) -> list[str]:
    """Those of a list, or of a text with commas or semicolons between them, each once. Raises MappingFailed, without
    the address, where one is none.
    """
    given = value if isinstance(value, list) else [value]
    texts = [part.strip() for one in given for part in str(one or "").translate(_SEPARATORS).split(",")]
    found = {text: email_address(text) for text in texts if text}
    if None in found.values():
        raise MappingFailed(_no_address(name), code="not_an_address")
    wanted = list(dict.fromkeys(one for one in found.values() if one is not None))
    if len(wanted) > most:
        raise MappingFailed(_too_many(name, most), code="too_many_addresses")
    return wanted


def as_html(text: str) -> str:
    """Paragraphs and lines as in the text; nothing in it is markup."""
    paragraphs = html.escape(text).replace("\r\n", "\n").split("\n\n")
    written = "".join(f"<p>{one.strip().replace(chr(10), '<br>')}</p>" for one in paragraphs if one.strip())
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{written}</body></html>'


def _several_lines(name: str) -> Sentence:
    return Sentence(
        fr=f"Le paramètre « {name} » de l'action doit tenir sur une ligne : il contient un retour à la ligne ou un "
        "caractère invisible. Rien n'a été envoyé. Corrigez la fiche, puis rejouez l'exécution.",
        en=f'The parameter "{name}" of the action has to be one line: it holds a line break or an invisible character. '
        "Nothing was sent. Correct the record, then replay the run.",
    )


def _no_address(name: str) -> Sentence:
    return Sentence(
        fr=f"Le paramètre « {name} » de l'action contient autre chose que des adresses électroniques. Rien n'a été "
        "envoyé. Écrivez-les seules, sans nom, séparées par des virgules, puis rejouez l'exécution.",
        en=f'The parameter "{name}" of the action holds something else than e-mail addresses. Nothing was sent. Write '
        "them alone, without a name, with commas between them, then replay the run.",
    )


def _too_many(name: str, most: int) -> Sentence:
    return Sentence(
        fr=f"Le paramètre « {name} » de l'action contient plus de {most} adresses. Rien n'a été envoyé. Gardez-en "
        f"{most} au plus, ou l'adresse d'une liste de diffusion, puis rejouez l'exécution.",
        en=f'The parameter "{name}" of the action holds more than {most} addresses. Nothing was sent. Keep {most} at '
        "most, or the address of a mailing list, then replay the run.",
    )
