"""How a plan is shown to the person at the terminal, with its values."""

import json
from collections.abc import Iterable
from typing import Any

from passerelle.commands.shared import out, say
from passerelle.core.checking.lines import AS_IT_IS
from passerelle.core.plans import CallPlan, LinePlan, Plan, Sent, StepPlan, as_shown
from passerelle.core.sentences import Language, Sentence
from passerelle.operations.planning import Past
from passerelle.operations.runs import STATE_WORDS


def print_plan(whole: Plan, lang: Language) -> None:
    plan = as_shown(whole)
    record = plan.event.record
    what = f"{plan.event.kind}, {plan.event.connection} {record.kind} {record.id}"
    out.print(f"{what}: {_ending(plan).in_language(lang)}", style="bold", markup=False)
    if plan.reason is not None:
        out.print(f"    {plan.reason.sentence.in_language(lang)} ({plan.reason.code})", markup=False)
    for name, value in plan.read.items():
        out.print(f"{_READ.in_language(lang)} {name}: {_text(value)}", style="dim", markup=False)
    for step in plan.steps:
        _print_step(step, lang)
    for warning in plan.warnings:
        say(warning, lang, "yellow")


def print_past(past: Past, lang: Language) -> None:
    event, then, now = past.plan.event, past.then, past.plan.ending
    found = f"{event.received_at:%Y-%m-%d %H:%M}Z  {event.record.kind} {event.record.id}  {event.id}"
    out.print(f"{found}  {_THEN.in_language(lang)} {then}, {_NOW.in_language(lang)} {now}", markup=False)
    if past.plan.reason is not None:
        out.print(f"    {past.plan.reason.sentence.in_language(lang)}", markup=False)
    if past.comparison is not None and not past.comparison.same:
        say(_differs(past.comparison.before, past.comparison.names), lang, "yellow")


def _print_step(step: StepPlan, lang: Language) -> None:
    out.print(f"{step.name} ({step.connection})", style="bold", markup=False)
    for line in step.lines:
        _print_line(line, lang)
    for call in step.calls:
        _print_call(call, lang)
    for field in step.fields:
        changed = f"{_text(field.before)} -> {_text(field.after)}" if field.changes else f"= {_text(field.after)}"
        style = "green" if field.changes else "dim"
        out.print(f"    {_target(step)} {field.to}: {changed}", style=style, markup=False)


def _print_line(line: LinePlan, lang: Language) -> None:
    form = _WITHOUT.in_language(lang) if line.conversion == AS_IT_IS else line.conversion
    way = f"    {line.path} {_text(line.found)} -> {form} -> {line.to}"
    match line.sent:
        case Sent.YES:
            after = f" ({_LATER.in_language(lang)})" if line.later else ""
            out.print(f"{way} = {_text(line.value)}{after}", markup=False)
        case Sent.EMPTY:
            out.print(f"{way}: {_EMPTY.in_language(lang)}", style="dim", markup=False)
        case Sent.REFUSED:
            said = line.refusal.sentence.in_language(lang) if line.refusal else ""
            out.print(f"{way}: {said}", style="red", markup=False)


def _print_call(call: CallPlan, lang: Language) -> None:
    if call.request is None:
        said = _AFTER_MADE if call.later else _NOTHING_TO_SEND
        out.print(f"    {call.name}: {said.in_language(lang)}", style="dim", markup=False)
        return
    out.print(f"    {call.name}: {call.request.method} {call.request.path}", style="cyan", markup=False)
    if call.request.body is not None:
        for row in json.dumps(call.request.body, ensure_ascii=False, indent=2).splitlines():
            out.print(f"        {row}", markup=False)


def _target(step: StepPlan) -> str:
    return f"{step.target.record.kind} {step.target.record.id}" if step.target else ""


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _ending(plan: Plan) -> Sentence:
    word = STATE_WORDS[plan.state]
    return Sentence(fr=f"l'exécution serait {word.fr}", en=f"the run would be {word.en}")


def _differs(live: str, names: Iterable[str]) -> Sentence:
    shown = ", ".join(names) or "-"
    return Sentence(
        fr=f"    la version en service : {live} ; ce qui diffère : {shown}",
        en=f"    the live version: {live}; what differs: {shown}",
    )


_WITHOUT = Sentence(fr="sans conversion", en="without conversion")
_READ = Sentence(fr="lu :", en="read:")
_THEN = Sentence(fr="alors", en="then")
_NOW = Sentence(fr="maintenant", en="now")
_EMPTY = Sentence(fr="vide, rien n'est envoyé", en="empty, nothing is sent")
_LATER = Sentence(fr="connu une fois l'appel précédent fait", en="known once the earlier call is made")
_NOTHING_TO_SEND = Sentence(fr="rien à envoyer, tout est déjà là", en="nothing to send, all of it is there already")
_AFTER_MADE = Sentence(
    fr="sur la fiche qui serait créée : l'appel est connu une fois qu'elle existe",
    en="on the record that would be made: the call is known once it exists",
)
