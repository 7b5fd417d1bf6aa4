"""What is done, as an infinitive: `créer un contrat dans Tomorro`, with its parameters."""

from collections.abc import Mapping

from passerelle.configuration.automation_file import Do, SetValue, WriteBack
from passerelle.core.conversions.phrases import phrase_of
from passerelle.core.labels import label
from passerelle.core.sentences import Sentence
from passerelle.core.steps import UPDATE_RECORD
from passerelle.platforms.tomorro.offers import OFFERS
from passerelle.telling.exchange import class_of, privacy_told
from passerelle.telling.paths import path_words
from passerelle.telling.scene import MADE, Scene
from passerelle.telling.texts import parameter
from passerelle.telling.words import AND, EMPTY, capitalised, joined, quoted, semicolons, uncapitalised


def action_words(step: Do, scene: Scene) -> Sentence:
    what, where = _what(step, scene), scene.platform(step.connection)
    return Sentence(fr=f"{what.fr} dans {where}", en=f"{what.en} in {where}")


def parameters(step: Do, scene: Scene) -> tuple[Sentence, ...]:
    return tuple(parameter(name, value, step.connection, scene) for name, value in step.params().items())


def following(scene: Scene) -> tuple[Sentence, ...]:
    """What is done next, one sentence each."""
    told = []
    for then in scene.file.then:
        if then.write_back is not None:
            told.append(_written_back(then.write_back, scene))
            continue
        action, given = capitalised(action_words(then, scene)), parameters(then, scene)
        listed = semicolons([uncapitalised(one) for one in given])
        values = _values(then.set, then.connection or "", then.record, scene) if then.set else None
        told.append(
            Sentence(
                fr=f"{action.fr}{f' ({listed.fr})' if given else ''}{f' : {values.fr}' if values else ''}.",
                en=f"{action.en}{f' ({listed.en})' if given else ''}{f': {values.en}' if values else ''}.",
            )
        )
    return tuple(told)


def _written_back(write_back: WriteBack, scene: Scene) -> Sentence:
    connection, _ = scene.records.get(write_back.record, (scene.file.when.connection, ""))
    the, where = scene.noun(write_back.record).the(), scene.platform(connection)
    told = _values(write_back.set, connection, write_back.record, scene)
    return Sentence(
        fr=f"Mettre à jour {the.fr} dans {where} : {told.fr}.", en=f"Update {the.en} in {where}: {told.en}."
    )


def _values(values: Mapping[str, str | SetValue], connection: str, record: str | None, scene: Scene) -> Sentence:
    """What each field of the record receives; a place of a contract has a name of its own."""
    told = []
    for to, value in values.items():
        source = _source(to, value, scene)
        if scene.is_tomorro(connection):
            place = label(to)
            told.append(Sentence(fr=f"« {place.fr} » reçoit {source.fr}", en=f'"{place.en}" receives {source.en}'))
        else:
            field = scene.field(record or "", to)
            told.append(
                Sentence(fr=f"le champ {field.fr} reçoit {source.fr}", en=f"the field {field.en} receives {source.en}")
            )
    return joined(told, AND)


def _source(to: str, value: str | SetValue, scene: Scene) -> Sentence:
    if isinstance(value, str):
        return path_words(value, scene)
    source, form = path_words(value.path, scene), phrase_of(value.conversion)
    privacy = privacy_told(class_of(value, to)) or EMPTY
    parts = [part for part in (source, form, privacy) if part != EMPTY]
    return Sentence(fr=", ".join(part.fr for part in parts), en=", ".join(part.en for part in parts))


def _what(step: Do, scene: Scene) -> Sentence:
    offer = OFFERS.get(step.action) if scene.is_tomorro(step.connection) else None
    if offer is not None:
        record = _worked_on(step, offer.works_on, scene) if offer.works_on else EMPTY
        return Sentence(fr=offer.about.fr.format(record=record.fr), en=offer.about.en.format(record=record.en))
    named = scene.noun(step.record).the() if step.record else None
    if step.action == UPDATE_RECORD and named is not None:
        return Sentence(fr=f"mettre à jour {named.fr}", en=f"update {named.en}")
    manifest = scene.around.manifest_of(step.connection)
    described = manifest.actions.get(step.action) if manifest else None
    about = described.about.sentence() if described else quoted(step.action)
    if named is None:
        return about
    return Sentence(fr=f"{about.fr} ({named.fr})", en=f"{about.en} ({named.en})")


def _worked_on(step: Do, kind: str, scene: Scene) -> Sentence:
    """The one that is named, that triggered, that the run made, or that is linked."""
    if step.record is not None:
        return scene.noun(step.record).the()
    noun, trigger, first = MADE[kind], scene.file.when, scene.file.do
    if scene.is_tomorro(trigger.connection) and trigger.record == kind:
        return noun.the()
    if step is not first and scene.is_tomorro(first.connection) and OFFERS[first.action].makes == kind:
        return Sentence(fr=f"ce {noun.fr}", en=f"this {noun.en}")
    the, owner = noun.the(), scene.trigger().to_the()
    return Sentence(fr=f"{the.fr} lié {owner.fr}", en=f"{the.en} linked {owner.en}")
