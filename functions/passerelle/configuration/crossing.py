"""What an automation says of the other files: connections, records, reads and paths that must exist and be of use."""

from collections.abc import Iterable, Iterator

from passerelle.configuration.authority_checks import authority_problems
from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.choice_checks import choice_problems
from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.sentences import closest
from passerelle.configuration.step_checks import file_problems, step_problems
from passerelle.configuration.surroundings import Surroundings, choose
from passerelle.core.automation import Again, Automation, Read, Step
from passerelle.core.expressions import Expression
from passerelle.core.sentences import Sentence
from passerelle.core.steps import Nature

BY_STAGE = frozenset({"test", "live"})


def crossing_problems(file: AutomationFile, automation: Automation, around: Surroundings) -> list[Problem]:
    """What makes no use of what it reads is told last, when nothing else is wrong: a fault elsewhere may be why."""
    return list(_faults(file, automation, around)) or list(_unused_reads(automation))


def _faults(file: AutomationFile, automation: Automation, around: Surroundings) -> Iterator[Problem]:
    for place, connection in _connections(file):
        yield from around.connection_problems(place, connection)
    trigger = around.manifest_of(file.when.connection)
    if trigger is not None:
        yield from _record_problems(("when", "record"), file.when.record, trigger)
    yield from _read_problems(automation, around)
    yield from _stage_problems(file)
    yield from choice_problems(file, automation, around)
    yield from authority_problems(file, automation, around)
    kinds = {automation.trigger.record: automation.trigger.record} | {one.name: one.record for one in automation.reads}
    for step in automation.steps:
        manifest = around.manifest_of(step.connection)
        if manifest is not None:
            yield from step_problems(step, manifest, kinds.get(step.record or ""))
            if trigger is not None:
                yield from file_problems(step, manifest, trigger, automation.trigger.record)
    main = around.manifest_of(file.do.connection)
    yield from _root_problems(file, automation, main)
    if automation.trigger.again is Again.UPDATE and main is not None and not _is_updated(file.do.action, main):
        yield Problem(("when", "again"), _no_update(file.do.action), Again.IGNORE.value)


def _is_updated(action: str, manifest: ManifestFile) -> bool:
    """What a manifest's action creates, no other one of its actions is known to update."""
    described = manifest.actions.get(action)
    return described is None or described.nature is not Nature.CREATE


def _connections(file: AutomationFile) -> Iterator[tuple[Place, str]]:
    yield ("when", "connection"), file.when.connection
    yield ("do", "connection"), file.do.connection
    for name, read in file.read.items():
        if read.connection is not None:
            yield ("read", name, "connection"), read.connection
    for index, then in enumerate(file.then):
        if then.connection is not None:
            yield ("then", index, "connection"), then.connection


def _record_problems(place: Place, record: str, manifest: ManifestFile) -> Iterator[Problem]:
    if record not in manifest.records and not manifest.any_record:
        yield Problem(place, _no_record(manifest, record), closest(record, manifest.records))


def _read_problems(automation: Automation, around: Surroundings) -> Iterator[Problem]:
    """Reads are done in their order: one may follow from the trigger's record and from those above it."""
    kinds = {automation.trigger.record: (automation.trigger.connection, automation.trigger.record)}
    for read in automation.reads:
        manifest = around.manifest_of(read.connection)
        unknown = list(_record_problems(("read", read.name, "record"), read.record, manifest)) if manifest else []
        yield from unknown or _origin_problems(read, kinds, around)
        kinds[read.name] = (read.connection, read.record)


def _origin_problems(read: Read, kinds: dict[str, tuple[str, str]], around: Surroundings) -> Iterator[Problem]:
    place = ("read", read.name, "of")
    if read.of is None:
        return
    if read.of not in kinds:
        yield Problem(place, _not_read(read.of, sorted(kinds)), closest(read.of, kinds))
        return
    connection, kind = kinds[read.of]
    manifest = around.manifest_of(connection)
    record = manifest.records.get(kind) if manifest else None
    if manifest is not None and record is not None and (manifest.native or read.record not in record.related):
        sentence = _not_related(manifest.title, kind, read.record, sorted(record.related))
        yield Problem((*place[:-1], "record"), sentence, closest(read.record, record.related))


def _unused_reads(automation: Automation) -> Iterator[Problem]:
    """Neither a path, nor another read, nor a step makes use of them."""
    steps = {step.record for step in automation.steps if step.record}
    used = {*automation.needs(), *steps, *(read.of for read in automation.reads if read.of)}
    for read in automation.reads:
        if read.name not in used:
            yield Problem(("read", read.name), _unused(read.name))


def _stage_problems(file: AutomationFile) -> Iterator[Problem]:
    places: list[tuple[Place, dict[str, object]]] = [(("do",), file.do.params())]
    places += [(("then", index), then.params()) for index, then in enumerate(file.then)]
    for place, params in places:
        for name, value in params.items():
            if not isinstance(value, dict) or not BY_STAGE & set(value):
                continue
            if set(value) != BY_STAGE:
                yield Problem((*place, name), _both_stages(name))
            elif value["test"] == value["live"]:
                yield Problem((*place, name), _same_in_both(name))


def _root_problems(file: AutomationFile, automation: Automation, main: ManifestFile | None) -> Iterator[Problem]:
    """Paths begin with the trigger's record, what is read, `event`, or what an earlier step made."""
    roots = {"event", file.when.record, *file.read}
    made = {"contract", "counterparty"} if main is None or main.native == "tomorro" else set()
    if main is None or main.native is None:
        made.add(file.do.action)
    for index, condition in enumerate(automation.trigger.conditions):
        yield from _roots(("when", "where", index, "path"), condition.path, roots)
    for index, condition in enumerate(automation.test_records.conditions):
        yield from _roots(("test", "where", index, "path"), condition.path, {file.when.record})
    for read in automation.reads:
        for path in read.id.expressions() if read.id else ():
            yield from _roots(("read", read.name, "id"), path, roots)
    for step in automation.steps:
        yield from _step_roots(step, roots if step.name == "do" else roots | made, {file.when.record, *file.read})


def _step_roots(step: Step, known: set[str], records: set[str]) -> Iterator[Problem]:
    for index, line in enumerate(step.lines):
        yield from _roots(step.line_place(index, "from"), line.path, known)
    for path in step.params.expressions():
        yield from _roots(step.place, path, known)
    if step.record is not None and step.record not in records:
        yield Problem(step.record_place, _not_read(step.record, sorted(records)), closest(step.record, records))


def _roots(place: Place, path: Expression, known: Iterable[str]) -> Iterator[Problem]:
    for root in path.needs():
        if root not in known:
            yield Problem(place, _unknown_root(root, sorted(known)), closest(root, known))


def _no_record(manifest: ManifestFile, record: str) -> Sentence:
    choice = choose(manifest.records)
    return Sentence(
        fr=f"{manifest.title} ne connaît pas de fiche « {record} ».{choice.fr}",
        en=f'{manifest.title} knows no record "{record}".{choice.en}',
    )


def _no_update(action: str) -> Sentence:
    return Sentence(
        fr=f"Rien ne dit comment mettre à jour ce que « {action} » a créé : again: update en créerait un autre. "
        "Écrivez ignore, ou create si c'est voulu.",
        en=f'Nothing tells how to update what "{action}" created: again: update would create another one. '
        "Write ignore, or create if that is intended.",
    )


def _not_read(record: str, known: list[str]) -> Sentence:
    choice = choose(known)
    return Sentence(
        fr=f"Aucune fiche lue ne s'appelle « {record} ».{choice.fr}",
        en=f'No record that is read is called "{record}".{choice.en}',
    )


def _not_related(platform: str, kind: str, record: str, known: list[str]) -> Sentence:
    if not known:
        return Sentence(
            fr=f"{platform} n'associe aucune fiche à « {kind} ». Donnez « linked » ou « id » au lieu de « of ».",
            en=f'{platform} associates no record with "{kind}". Give "linked" or "id" instead of "of".',
        )
    choice = choose(known)
    return Sentence(
        fr=f"{platform} n'associe pas de fiche « {record} » à « {kind} ».{choice.fr}",
        en=f'{platform} associates no record "{record}" with "{kind}".{choice.en}',
    )


def _unused(name: str) -> Sentence:
    return Sentence(
        fr=f"« {name} » est lu, mais rien ne s'en sert. Retirez cette lecture, ou ajoutez ce qui devait en venir.",
        en=f'"{name}" is read, but nothing makes use of it. Remove this read, or add what was to come from it.',
    )


def _both_stages(name: str) -> Sentence:
    return Sentence(
        fr=f"« {name} » : donnez les deux clés test et live, ou une seule valeur pour toutes les étapes.",
        en=f'"{name}": give both keys test and live, or one value for all stages.',
    )


def _same_in_both(name: str) -> Sentence:
    return Sentence(
        fr=f"« {name} » : test et live sont identiques, un essai utiliserait donc le vrai. Donnez-en un autre à test.",
        en=f'"{name}": test and live are the same, so a trial would use the real one. Give test another one.',
    )


def _unknown_root(root: str, known: list[str]) -> Sentence:
    names = ", ".join(known)
    return Sentence(
        fr=f"Rien ne s'appelle « {root} » ici. Un chemin commence par : {names}.",
        en=f'Nothing is called "{root}" here. A path begins with one of: {names}.',
    )
