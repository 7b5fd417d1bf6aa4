"""How a remark is shown at the terminal: on one line."""

from passerelle.core.sentences import Language, Sentence
from passerelle.core.trials import Remark, Verdict


def remark_line(one: Remark, lang: Language) -> str:
    words = _CLOSED if one.closing else _VERDICTS[one.verdict]
    said = f" : {one.comment}" if lang == "fr" else f": {one.comment}"
    about = f"{one.at:%Y-%m-%d %H:%M}Z  v{one.version}  {one.by}  {one.run_id}"
    return f"{about}  {words.in_language(lang)}{said if one.comment else ''}"


_VERDICTS = {
    Verdict.RIGHT: Sentence(fr="correct", en="right"),
    Verdict.TO_CHANGE: Sentence(fr="à changer", en="to change"),
}
_CLOSED = Sentence(fr="traitée", en="dealt with")
