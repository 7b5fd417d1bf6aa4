"""What one file says of another: connections, records, actions, paths and targets that must exist."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.connection_file import ConnectionFile
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.sentences import closest, problems_of
from passerelle.core.automation import Automation, Step
from passerelle.core.expressions import Expression
from passerelle.core.sentences import Sentence
from passerelle.core.templates import compile_template
from passerelle.platforms.receiving import Receiving, compile_settings, settings_text
from passerelle.platforms.tomorro import targets
from passerelle.platforms.tomorro.platform import ACTIONS as TOMORRO_ACTIONS
from passerelle.platforms.tomorro.platform import CONTRACT

PARAMETER_LIMIT_BYTES = 4096
"""What a standard parameter of SSM holds."""

Accounts = Mapping[str, ConnectionFile]
Manifests = Mapping[str, ManifestFile]


def manifest_problems(manifest: ManifestFile) -> Iterator[Problem]:
    for header, text in manifest.call.headers.items():
        for path in compile_template(text).expressions():
            secret = path.text.removeprefix("secret.")
            if path.text.startswith("secret.") and secret not in manifest.secrets:
                place = ("call", "headers", header)
                yield Problem(place, _unknown("secret", "secret", secret), closest(secret, manifest.secrets))


def connection_problems(file: ConnectionFile, manifests: Manifests) -> Iterator[Problem]:
    manifest = manifests.get(file.platform)
    if manifest is None:
        yield Problem(
            ("platform",), _unknown("plateforme", "platform", file.platform), closest(file.platform, manifests)
        )
        return
    given: dict[Place, dict[str, Any]] = {("settings",): file.settings}
    given |= {("environments", name, "settings"): overlay.settings for name, overlay in file.environments.items()}
    for place, settings in given.items():
        for name in settings:
            if name not in manifest.settings:
                yield Problem((*place, name), _unknown("réglage", "setting", name), closest(name, manifest.settings))
    for name, setting in manifest.settings.items():
        if setting.default is None and not all(name in file.settings or name in one for one in given.values()):
            yield Problem(("settings",), _setting_needed(name, file.platform))
    for index, record in enumerate(file.poll):
        if record not in (pollable := _pollable(manifest)):
            yield Problem(("poll", index), _not_polled(record), closest(record, pollable))
    yield from _receive_problems(file, manifest)


def _pollable(manifest: ManifestFile) -> list[str]:
    if manifest.native == "tomorro":
        return [CONTRACT]
    return [name for name, one in manifest.records.items() if one.poll]


def inbound_settings(file: ConnectionFile, receive: Receiving) -> dict[str, Any]:
    """What receive reads of a connection. Raises pydantic's ValidationError for an override that does not fit."""
    return compile_settings(file.platform, receive.model_dump(mode="json", by_alias=True), file.receive)


def _receive_problems(file: ConnectionFile, manifest: ManifestFile) -> Iterator[Problem]:
    if manifest.receive is None:
        if file.receive:
            yield Problem(("receive",), _receives_nothing(file.platform))
        return
    try:
        settings = inbound_settings(file, manifest.receive)
    except ValidationError as error:
        for problem in problems_of(error, Receiving):
            yield Problem(("receive", *problem.place), problem.sentence, problem.suggestion)
        return
    if len(settings_text(settings).encode()) > PARAMETER_LIMIT_BYTES:
        yield Problem(("receive",), _TOO_LARGE)


def crossing_problems(
    file: AutomationFile, automation: Automation, accounts: Accounts, manifests: Manifests
) -> Iterator[Problem]:
    def manifest_of(connection: str) -> ManifestFile | None:
        account = accounts.get(connection)
        return manifests.get(account.platform) if account else None

    for place, connection in _connections(file):
        if connection not in accounts:
            yield Problem(place, _unknown("connexion", "connection", connection), closest(connection, accounts))
    trigger = manifest_of(file.when.connection)
    if trigger is not None:
        yield from _record_problem(("when", "record"), file.when.record, trigger)
    for name, read in file.read.items():
        manifest = manifest_of(read.connection or file.when.connection)
        if manifest is not None:
            yield from _record_problem(("read", name, "record"), read.record, manifest)
    for step in automation.steps:
        manifest = manifest_of(step.connection)
        if manifest is not None:
            yield from _step_problems(step, manifest)
    yield from _root_problems(file, automation, manifest_of(file.do.connection))


def _connections(file: AutomationFile) -> Iterator[tuple[Place, str]]:
    yield ("when", "connection"), file.when.connection
    yield ("do", "connection"), file.do.connection
    for name, read in file.read.items():
        if read.connection is not None:
            yield ("read", name, "connection"), read.connection
    for index, then in enumerate(file.then):
        if then.connection is not None:
            yield ("then", index, "connection"), then.connection


def _record_problem(place: Place, record: str, manifest: ManifestFile) -> Iterator[Problem]:
    if record not in manifest.records and not manifest.any_record:
        sentence = _unknown_of("fiche", "record", record, manifest.title)
        yield Problem(place, sentence, closest(record, manifest.records))


def _step_problems(step: Step, manifest: ManifestFile) -> Iterator[Problem]:
    place = place_of_step(step.name)
    known = TOMORRO_ACTIONS if manifest.native == "tomorro" else tuple(manifest.actions)
    if step.action not in known:
        sentence = _unknown_of("action", "action", step.action, manifest.title)
        yield Problem((*place, "action"), sentence, closest(step.action, known))
        return
    params: dict[str, Any] = step.params.tree
    if manifest.native == "tomorro":
        yield from _tomorro_problems(step, params, place)
        return
    described = manifest.actions[step.action]
    for name in params:
        if name not in described.params:
            yield Problem((*place, name), _unknown("paramètre", "parameter", name), closest(name, described.params))
    for name, param in described.params.items():
        if param.default is None and name not in params:
            yield Problem((*place, name), _needed(step.action, name))
    if described.on_record and step.record is None:
        yield Problem((*place, "record"), _needed(step.action, "record"))


def _tomorro_problems(step: Step, params: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    wanted = ("contract_type", "template") if step.action == "create_contract" else ()
    for name in wanted:
        if not params.get(name):
            yield Problem((*place, name), _needed(step.action, name))
    for name in params:
        if name not in (*wanted, "note", "reminders"):
            yield Problem((*place, name), _unknown("paramètre", "parameter", name), closest(name, wanted))
    for index, line in enumerate(step.lines):
        if line.to not in targets.PLAIN and not line.to.startswith(_FIELDS):
            sentence = _unknown("destination", "target", line.to)
            suggestion = closest(line.to, targets.PLAIN) or f"field.{line.to}"
            yield Problem(("exchange", index, "to"), sentence, suggestion)
    if step.action == "create_contract" and not any(line.to == targets.COUNTERPARTY_NAME for line in step.lines):
        yield Problem(("exchange",), _needed(step.action, targets.COUNTERPARTY_NAME))


_FIELDS = ("field.", "field:", targets.COUNTERPARTY_FIELD)


def place_of_step(name: str) -> Place:
    return ("do",) if name == "do" else ("then", int(name.removeprefix("then")) - 1)


def _root_problems(file: AutomationFile, automation: Automation, main: ManifestFile | None) -> Iterator[Problem]:
    """Paths begin with the trigger's record, what is read, `event`, or what an earlier step made."""
    roots = {"event", file.when.record, *file.read}
    made = {"contract", "counterparty"} if main is not None and main.native == "tomorro" else {file.do.action}
    for index, condition in enumerate(automation.trigger.conditions):
        yield from _roots(("when", "where", index, "path"), condition.path, roots)
    for step in automation.steps:
        known = roots if step.name == "do" else roots | made
        place = place_of_step(step.name)
        for index, line in enumerate(step.lines):
            write_back = (*place, "write_back", "set", line.to)
            yield from _roots(("exchange", index, "from") if step.name == "do" else write_back, line.path, known)
        for path in step.params.expressions():
            yield from _roots(place, path, known)
        if step.record is not None and step.record not in {file.when.record, *file.read}:
            sentence = _unknown("fiche", "record", step.record)
            key = (*place, "write_back", "record") if step.lines and step.name != "do" else (*place, "record")
            yield Problem(key, sentence, closest(step.record, {file.when.record, *file.read}))


def _roots(place: Place, path: Expression, known: Iterable[str]) -> Iterator[Problem]:
    for root in path.needs():
        if root not in known:
            yield Problem(place, _unknown_root(root, sorted(known)), closest(root, known))


def _unknown(fr: str, en: str, name: str) -> Sentence:
    return Sentence(fr=f"Nom inconnu ({fr}) : « {name} ».", en=f'Unknown {en}: "{name}".')


def _unknown_of(fr: str, en: str, name: str, platform: str) -> Sentence:
    return Sentence(
        fr=f"{platform} ne connaît pas cette {fr} : « {name} ».",
        en=f'{platform} knows no {en} "{name}".',
    )


def _unknown_root(root: str, known: list[str]) -> Sentence:
    names = ", ".join(known)
    return Sentence(
        fr=f"Rien ne s'appelle « {root} » ici. Un chemin commence par : {names}.",
        en=f'Nothing is called "{root}" here. A path begins with one of: {names}.',
    )


def _needed(action: str, name: str) -> Sentence:
    return Sentence(
        fr=f"L'action « {action} » a besoin de « {name} ».",
        en=f'The action "{action}" needs "{name}".',
    )


def _setting_needed(name: str, platform: str) -> Sentence:
    return Sentence(
        fr=f"Le réglage « {name} » manque : config/platforms/{platform}.yaml dit ce que c'est.",
        en=f'The setting "{name}" is missing: config/platforms/{platform}.yaml tells what it is.',
    )


def _not_polled(record: str) -> Sentence:
    return Sentence(
        fr=f"La plateforme ne sait pas dire ce qui a changé pour « {record} » : retirez-le de « poll ».",
        en=f'The platform cannot tell what changed for "{record}": remove it from "poll".',
    )


def _receives_nothing(platform: str) -> Sentence:
    return Sentence(
        fr=f"La plateforme « {platform} » n'envoie pas de webhook : retirez « receive ».",
        en=f'The platform "{platform}" sends no webhooks: remove "receive".',
    )


_TOO_LARGE = Sentence(
    fr="Les réglages de réception dépassent 4 Ko, ce qu'un paramètre SSM peut contenir. Raccourcissez-les.",
    en="The receive settings exceed 4 KB, what an SSM parameter can hold. Shorten them.",
)
