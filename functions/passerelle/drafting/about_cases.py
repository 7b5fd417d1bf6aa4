"""What follows, the special cases, the records for tests, and how the need is told."""

import re
from collections.abc import Iterator
from typing import Final

from passerelle.configuration.compiling import compile_automation
from passerelle.configuration.natures import nature_of
from passerelle.core.automation import Again, Missing, Stage
from passerelle.core.overlaps import overlap
from passerelle.core.schema import FieldType, RecordSchema
from passerelle.core.sentences import Sentence
from passerelle.core.steps import UPDATE_RECORD, Nature
from passerelle.drafting import offered
from passerelle.drafting.draft import Draft
from passerelle.drafting.making import WRITE_BACK, made
from passerelle.drafting.question import Choice, Form, Question
from passerelle.telling.told import tell


def following_questions(draft: Draft) -> Iterator[Question]:
    """The record gets the contract's id and link, so that each side leads to the other."""
    manifest = draft.manifest("when")
    if not draft.creates_contract() or manifest is None or UPDATE_RECORD not in manifest.actions:
        return
    schema = draft.trigger_schema()
    texts = [one for one in schema.fields.values() if one.writable and one.type is FieldType.TEXT] if schema else []
    for name, text in (("id", _ID), ("url", _URL)):
        alike = [one.name for one in texts if "contract" in one.name and one.name.endswith(f"_{name}")]
        yield Question(
            f"{WRITE_BACK}contract.{name}",
            text,
            f"--write-back FIELD=contract.{name}",
            Form.CHOICE if schema is not None and schema.complete else Form.TEXT,
            offered.fields(iter(texts)),
            alike[0] if alike else "",
        )


def case_questions(draft: Draft) -> Iterator[Question]:
    nature = nature_of(draft.answer("do.action"), draft.manifest("do"))
    if nature in {Nature.CREATE, Nature.NOTIFY}:
        offer = draft.offer()
        updated = offer is not None and offer.makes is not None
        updates = _AGAIN if updated else tuple(one for one in _AGAIN if one.value != Again.UPDATE)
        yield Question("when.again", _HAPPENS_AGAIN, "--again", choices=updates, suggestion=Again.IGNORE)
    if draft.answer("required"):
        yield Question("missing", _IS_MISSING, "--missing", choices=_MISSING, suggestion=Missing.PARK)
    yield from _test_questions(draft)


def _test_questions(draft: Draft) -> Iterator[Question]:
    schema = draft.trigger_schema()
    texts = [one for one in schema.fields.values() if one.type is FieldType.TEXT] if schema is not None else []
    closed = schema is not None and schema.complete
    form = Form.CHOICE if closed else Form.TEXT
    suggestion = "" if draft.answer("test.records") else _name_of(draft, schema)
    yield Question("test.field", _TEST, "--test-field", form, offered.fields(iter(texts)), suggestion)


def _name_of(draft: Draft, schema: RecordSchema | None) -> str:
    """The field by which people know a record."""
    if schema is None:
        manifest = draft.manifest("when")
        return "name" if manifest is not None and (manifest.any_record or manifest.native) else ""
    likely = (f"{schema.kind}name", "name", "title")
    return next((name for name in likely if name in schema.fields), "")


def telling_questions(draft: Draft) -> Iterator[Question]:
    yield Question("name", _NAME, "--name", Form.NAME, suggestion=_name(draft))
    shared = sorted(_sharing(draft))
    if shared:
        yield Question("when.shared", _shares(shared), "--shared", choices=_YES_OR_NO)
    suggested = tell(made(draft), draft.around, draft.schemas.labels(made(draft))).sentence
    yield Question("want.fr", _WANT_FR, "--want-fr", Form.TEXT, suggestion=suggested.fr)
    yield Question("want.en", _WANT_EN, "--want-en", Form.TEXT, suggestion=suggested.en)
    yield Question("owner", _OWNER, "--owner", Form.TEXT, suggestion="")


def _sharing(draft: Draft) -> Iterator[str]:
    """Which automations of the folder one event would start as well."""
    trigger = compile_automation(made(draft), 0, Stage.LIVE).trigger
    for name, file in draft.others.items():
        other = compile_automation(file, 0, Stage.LIVE)
        if name != draft.answer("name") and not file.when.shared and overlap(trigger, other.trigger):
            yield name


def _name(draft: Draft) -> str:
    """create-contract-when-deal-closedwon."""
    what = draft.words("when.change.to")[:1] or [draft.answer("when.event")]
    words = "-".join((draft.answer("do.action"), "when", draft.answer("when.record"), *what))
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:63]


def _shares(names: list[str]) -> Sentence:
    listed = ", ".join(names)
    return Sentence(
        fr=f"Le même événement déclenche aussi {listed}. Est-ce voulu ?",
        en=f"The same event starts {listed} as well. Is that intended?",
    )


_ID: Final = Sentence(
    fr="Quel champ de la fiche reçoit l'identifiant du contrat ? Rien : aucun.",
    en="Which field of the record receives the contract's id? Nothing: none.",
)
_URL: Final = Sentence(
    fr="Quel champ de la fiche reçoit le lien vers le contrat ? Rien : aucun.",
    en="Which field of the record receives the link to the contract? Nothing: none.",
)
_HAPPENS_AGAIN: Final = Sentence(
    fr="Et si cela se reproduit pour la même fiche ?", en="And if it happens again for the same record?"
)
_AGAIN: Final = (
    Choice(Again.IGNORE, Sentence(fr="ne rien refaire", en="do nothing again")),
    Choice(Again.UPDATE, Sentence(fr="mettre à jour ce qui a été créé", en="update what was made")),
    Choice(Again.CREATE, Sentence(fr="recommencer", en="do it anew")),
)
_IS_MISSING: Final = Sentence(
    fr="Et s'il manque une information obligatoire ?", en="And if something required is missing?"
)
_MISSING: Final = (
    Choice(Missing.PARK, Sentence(fr="mettre de côté, une personne décide", en="park it, a person decides")),
    Choice(Missing.SKIP, Sentence(fr="ne rien faire", en="do nothing")),
    Choice(Missing.DEFAULT, Sentence(fr="continuer sans elle", en="go on without it")),
)
_TEST: Final = Sentence(
    fr="Les fiches pour les essais ont [TEST] dans quel champ ? Rien : aucune fiche.",
    en="Records for tests have [TEST] in which field? Nothing: no record.",
)
_WANT_FR: Final = Sentence(fr="Le besoin, en une phrase française ?", en="The need, as one sentence in French?")
_WANT_EN: Final = Sentence(fr="Le besoin, en une phrase anglaise ?", en="The need, as one sentence in English?")
_OWNER: Final = Sentence(
    fr="À qui s'adresser (une équipe, une adresse) ? Rien : personne.",
    en="Whom to ask about it (a team, an address)? Nothing: nobody.",
)
_NAME: Final = Sentence(fr="Son nom, qui est celui du fichier ?", en="Its name, which is that of the file?")
_YES_OR_NO: Final = (
    Choice("yes", Sentence(fr="oui", en="yes")),
    Choice("no", Sentence(fr="non : je changerai un des deux", en="no: I will change one of them")),
)
