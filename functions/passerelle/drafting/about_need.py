"""The first two parts of the formula: I want ACTION in PLATFORM 1, as soon as TRIGGER in PLATFORM 2."""

from collections.abc import Iterator
from typing import Final

from passerelle.core.automation import UnknownFormer
from passerelle.core.schema import Field
from passerelle.core.sentences import Sentence
from passerelle.drafting import offered
from passerelle.drafting.draft import Draft
from passerelle.drafting.question import Choice, Form, Question


def action_questions(draft: Draft) -> Iterator[Question]:
    yield Question(
        "do.connection", _WHERE, "--action-connection", choices=offered.connections(draft.around, acting=True)
    )
    manifest = draft.manifest("do")
    if manifest is not None:
        yield Question("do.action", _WHAT, "--action", choices=offered.actions(manifest))


def trigger_questions(draft: Draft) -> Iterator[Question]:
    there = offered.connections(draft.around, acting=False)
    yield Question("when.connection", _WHEN_WHERE, "--trigger-connection", choices=there)
    manifest = draft.manifest("when")
    if manifest is None:
        return
    known = offered.records(manifest)
    form = Form.TEXT if manifest.any_record else Form.CHOICE
    yield Question("when.record", _RECORD, "--record", form, known)
    events = offered.events(manifest, draft.answer("when.record"))
    form = Form.CHOICE if events else Form.TEXT
    yield Question("when.event", _EVENT, "--event", form, events)
    if draft.answer("when.event") == offered.CHANGED:
        yield from _change_questions(draft)
    yield Question("when.where", _ONLY_IF, "--where", Form.CONDITIONS, suggestion="")


def _change_questions(draft: Draft) -> Iterator[Question]:
    schema = draft.trigger_schema()
    known = offered.fields(iter(schema.fields.values())) if schema is not None else ()
    is_status = draft.is_tomorro("when")
    closed = schema is not None and schema.complete
    yield Question(
        "when.change.field",
        _FIELD,
        "--change",
        Form.CHOICE if closed else Form.TEXT,
        known,
        "status" if is_status else None,
    )
    field = draft.trigger_field()
    options = _options(field)
    form = Form.CHOICE if options else Form.TEXT
    yield Question("when.change.to", _TO, "--change", form, options, several=True)
    yield Question("when.change.from", _FROM, "--former", form, options, "", several=True)
    if draft.answer("when.change.from"):
        yield Question(
            "when.change.unknown_former", _UNKNOWN, "--unknown-former", choices=_UNKNOWN_FORMERS, suggestion="park"
        )


def where_questions(draft: Draft) -> Iterator[Question]:
    """On which record the action works, and its parameters."""
    manifest, action = draft.manifest("do"), draft.answer("do.action")
    if manifest is None or not action:
        return
    if offered.works_on_a_record(manifest, action):
        kinds = offered.records(manifest)
        same = draft.answer("when.connection") == draft.answer("do.connection")
        yield Question(
            "do.record", _ON, "--on", choices=kinds, suggestion=draft.answer("when.record") if same else None
        )
    if draft.creates_contract():
        yield from _contract_questions(draft)
        return
    for name, needed in offered.params(manifest, action):
        yield Question(f"do.{name}", _param(name), "--param", Form.TEXT, suggestion=None if needed else "")


def _contract_questions(draft: Draft) -> Iterator[Question]:
    """The contract type first: only with it can the templates be asked for."""
    yield from _listed(draft, "contract_type", "contract_type", _TYPE)
    yield from _listed(draft, "template", "template.test", _TEMPLATE_TEST)
    yield from _listed(draft, "template", "template.live", _TEMPLATE_LIVE)


def _listed(draft: Draft, kind: str, name: str, text: Sentence) -> Iterator[Question]:
    slot = f"do.{name}"
    if slot in draft.answers:
        return
    target = draft.target()
    options = target.params.get(kind, ()) if target is not None else ()
    choices = tuple(Choice.plain(one.value, one.label) for one in options if not one.archived)
    yield Question(slot, text, f"--param {name}=", Form.CHOICE if choices else Form.TEXT, choices)


def _options(field: Field | None) -> tuple[Choice, ...]:
    return tuple(Choice.plain(one.value, one.label) for one in field.options if not one.archived) if field else ()


def _param(name: str) -> Sentence:
    return Sentence(fr=f"Paramètre « {name} » de l'action ?", en=f'Parameter "{name}" of the action?')


_WHERE: Final = Sentence(
    fr="Je souhaite une action : dans quelle plateforme ?", en="I want an action: in which platform?"
)
_WHAT: Final = Sentence(fr="Quelle action ?", en="Which action?")
_WHEN_WHERE: Final = Sentence(
    fr="Dès lors que quelque chose survient : dans quelle plateforme ?",
    en="As soon as something happens: in which platform?",
)
_RECORD: Final = Sentence(fr="À quelle sorte de fiche ?", en="To which kind of record?")
_EVENT: Final = Sentence(fr="Que lui arrive-t-il ?", en="What happens to it?")
_FIELD: Final = Sentence(fr="Quel champ change ?", en="Which field changes?")
_TO: Final = Sentence(fr="Quelle valeur (ou lesquelles) prend-il ?", en="Which value, or values, does it take?")
_FROM: Final = Sentence(
    fr="Quelle valeur (ou lesquelles) avait-il avant ? Rien : n'importe laquelle.",
    en="Which value, or values, did it have before? Nothing: any.",
)
_UNKNOWN: Final = Sentence(
    fr="Et si rien ne dit la valeur d'avant ?", en="And if nothing tells the value it had before?"
)
_UNKNOWN_FORMERS: Final = (
    Choice(UnknownFormer.PARK, Sentence(fr="mettre de côté, une personne décide", en="park it, a person decides")),
    Choice(UnknownFormer.MATCH, Sentence(fr="agir quand même", en="act all the same")),
    Choice(UnknownFormer.IGNORE, Sentence(fr="ne rien faire", en="do nothing")),
)
_ONLY_IF: Final = Sentence(
    fr="À une condition ? CHEMIN=VALEUR, comme deal.pipeline=default ; rien : aucune.",
    en="On a condition? PATH=VALUE, such as deal.pipeline=default; nothing: none.",
)
_ON: Final = Sentence(fr="Sur quelle fiche agir ?", en="Which record does the action work on?")
_TYPE: Final = Sentence(fr="Quel type de contrat ?", en="Which contract type?")
_TEMPLATE_TEST: Final = Sentence(
    fr="Quel modèle pour les essais (un modèle dédié) ?", en="Which template for tests (a dedicated one)?"
)
_TEMPLATE_LIVE: Final = Sentence(fr="Quel modèle une fois en service ?", en="Which template once it is live?")
