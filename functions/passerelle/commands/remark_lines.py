"""How a remark is shown: on one line, and as JSON."""

from typing import Any

from passerelle.core.sentences import Language, Sentence
from passerelle.core.trials import Remark, Verdict


def remark_line(one: Remark, lang: Language) -> str:
    words = _CLOSED if one.closing else _VERDICTS[one.verdict]
    said = f" : {one.comment}" if lang == "fr" else f": {one.comment}"
    about = f"{one.at:%Y-%m-%d %H:%M}Z  v{one.version}  {one.by}  {one.run_id}"
    return f"{about}  {words.in_language(lang)}{said if one.comment else ''}"


def remark_json(one: Remark) -> dict[str, Any]:
    closing = one.closing
    return {
        "run": one.run_id,
        "version": one.version,
        "verdict": one.verdict,
        "comment": one.comment,
        "by": one.by,
        "at": one.at.isoformat(),
        "closed": {"by": closing.by, "at": closing.at.isoformat(), "version": closing.version} if closing else None,
    }


_VERDICTS = {
    Verdict.RIGHT: Sentence(fr="correct", en="right"),
    Verdict.TO_CHANGE: Sentence(fr="à changer", en="to change"),
}
_CLOSED = Sentence(fr="traitée", en="dealt with")
