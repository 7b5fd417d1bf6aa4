"""From the answers to the automation's file; what cannot be written that way is told in one sentence."""

from collections.abc import Iterator
from typing import Any, Final

import yaml
from pydantic import ValidationError

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import InvalidFile, Problem, compile_automation
from passerelle.configuration.crossing import crossing_problems
from passerelle.configuration.sentences import problems_of
from passerelle.core.automation import Stage
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Json
from passerelle.drafting import offered
from passerelle.drafting.about_exchange import NONE, TABLES, table_of
from passerelle.drafting.draft import Draft
from passerelle.drafting.reads import path_to, reads_of
from passerelle.errors import Rejected

MARK: Final = "[TEST]"
WRITE_BACK: Final = "then.write_back."


def document(draft: Draft) -> Json:
    """In the order of the sentence; what was not answered yet has a stand-in."""
    lines = [_line(draft, number) for number in range(len(draft.lines()))]
    then = _then(draft)
    paths = [line["from"] for line in lines]
    paths += [condition["path"] for condition in _conditions(draft)]
    reads = reads_of(draft, paths, draft.params().values())
    written: Json = {
        "name": draft.answer("name") or "new",
        "want": {"fr": draft.answer("want.fr") or "-", "en": draft.answer("want.en") or "-"},
        "owner": draft.answer("owner"),
        "when": _when(draft),
        "read": reads,
        "do": _do(draft),
        "exchange": lines,
        "then": then,
        "missing": draft.answer("missing"),
        "test": _test(draft),
    }
    return {key: value for key, value in written.items() if value}


def made(draft: Draft) -> AutomationFile:
    """Raises Rejected for what `check` would refuse as well, whoever else is in the folder."""
    data = document(draft)
    try:
        file = AutomationFile.model_validate(data)
        problems = crossing_problems(file, compile_automation(file, 0, Stage.LIVE), draft.around)
    except ValidationError as error:
        problems = problems_of(error, AutomationFile, data)
    except InvalidFile as error:
        problems = error.problems
    if problems:
        raise Rejected(_told(problems[0]), code="bad_argument")
    return file


def _when(draft: Draft) -> Json:
    event = draft.answer("when.event")
    when: Json = {"connection": draft.answer("when.connection"), "record": draft.answer("when.record")}
    if event == offered.CHANGED:
        when |= _change(draft)
    elif event in {"created", "deleted"}:
        when[event] = True
    else:
        when["event"] = event
    conditions = _conditions(draft)
    if conditions:
        when["where"] = conditions
    if draft.answer("when.again"):
        when["again"] = draft.answer("when.again")
    if draft.answer("when.shared") == "yes":
        when["shared"] = True
    return when


def _change(draft: Draft) -> Json:
    field, former, to = draft.answer("when.change.field"), _one_or_more(draft, "from"), _one_or_more(draft, "to")
    if draft.is_tomorro("when") and field == "status" and not former:
        return {"status": to}
    change: Json = {
        "field": field,
        "from": former,
        "to": to,
        "unknown_former": draft.answer("when.change.unknown_former"),
    }
    return {"change": {key: value for key, value in change.items() if value}}


def _one_or_more(draft: Draft, part: str) -> str | list[str]:
    words = draft.words(f"when.change.{part}")
    return words[0] if len(words) == 1 else words


def _conditions(draft: Draft) -> list[Json]:
    found: list[Json] = []
    for line in draft.answer("when.where").splitlines():
        path, _, value = line.partition("=")
        words = [word.strip() for word in value.split(",")]
        found.append({"path": path.strip(), "is": words if len(words) > 1 else words[0]})
    return found


def _do(draft: Draft) -> Json:
    do: Json = {"connection": draft.answer("do.connection"), "action": draft.answer("do.action")}
    if draft.answer("do.record"):
        do["record"] = draft.answer("do.record")
    for name, value in draft.params().items():
        param, dot, stage = name.partition(".")
        if dot:
            do.setdefault(param, {})[stage] = value
        else:
            do[param] = value
    return do


def _line(draft: Draft, number: int) -> Json:
    line = draft.lines()[number]
    written: Json = {"to": line.to, "from": line.source}
    conversion = _conversion(draft, number)
    if conversion is not None:
        written["as"] = conversion
    if line.to in draft.words("required"):
        written["required"] = True
    return written


def _conversion(draft: Draft, number: int) -> Any:
    line = draft.lines()[number]
    if line.conversion in {"", NONE}:
        return None
    if line.conversion in TABLES:
        return {line.conversion: table_of(draft, line)}
    return yaml.safe_load(line.conversion)


def _then(draft: Draft) -> list[Json]:
    values = dict(_written_back(draft))
    return [{"write_back": {"record": draft.answer("when.record"), "set": values}}] if values else []


def _written_back(draft: Draft) -> Iterator[tuple[str, str]]:
    for slot, field in draft.answers.items():
        if slot.startswith(WRITE_BACK) and field:
            yield field, slot.removeprefix(WRITE_BACK)


def _test(draft: Draft) -> Json:
    test: Json = {}
    if draft.answer("test.records"):
        test["records"] = draft.words("test.records")
    if draft.answer("test.field"):
        test["where"] = [{"path": path_to(draft.answer("when.record"), draft.answer("test.field")), "contains": MARK}]
    return test


def _told(problem: Problem) -> Sentence:
    key = ".".join(str(part) for part in problem.place)
    meant = problem.suggestion
    fr = f" Vouliez-vous dire « {meant} » ?" if meant else ""
    en = f' Do you mean "{meant}"?' if meant else ""
    return Sentence(fr=f"{key} : {problem.sentence.fr}{fr}", en=f"{key}: {problem.sentence.en}{en}")
