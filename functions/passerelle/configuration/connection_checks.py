"""What a connection says of its platform: settings, records to poll, what it changes in how webhooks are received."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.connection_file import ConnectionFile
from passerelle.configuration.manifest_checks import scheme_problems, zone_problems
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.sentences import closest, problems_of
from passerelle.configuration.surroundings import SETTING, Surroundings, misspelt, named_problems
from passerelle.core.sentences import Sentence
from passerelle.platforms.receiving import Receiving, compile_settings, merged, settings_text
from passerelle.platforms.tomorro.offers import POLLED

PARAMETER_LIMIT_BYTES = 4096
"""What a standard parameter of SSM holds."""


def connection_problems(file: ConnectionFile, around: Surroundings) -> Iterator[Problem]:
    manifest = around.manifests.get(file.platform)
    if manifest is None:
        yield from around.platform_problems(("platform",), file.platform)
        return
    yield from _setting_problems(file, manifest)
    pollable = _pollable(manifest)
    for index, record in enumerate(file.poll):
        if record not in pollable:
            yield Problem(("poll", index), _not_polled(record), closest(record, pollable))
    yield from _receive_problems(file, manifest)


def inbound_settings(file: ConnectionFile, receive: Receiving) -> dict[str, Any]:
    """What receive reads of a connection. Raises pydantic's ValidationError for an override that does not fit."""
    return compile_settings(file.platform, _as_written(receive), file.receive)


def _setting_problems(file: ConnectionFile, manifest: ManifestFile) -> Iterator[Problem]:
    given: dict[Place, Mapping[str, Any]] = {("settings",): file.settings}
    given |= {("environments", name, "settings"): overlay.settings for name, overlay in file.environments.items()}
    unknown = [
        problem
        for place, settings in given.items()
        for problem in named_problems(place, SETTING, settings, manifest.settings)
    ]
    yield from unknown
    zones = {row.resets.setting for row in manifest.call.errors if row.resets and row.resets.setting}
    for place, settings in given.items():
        for name in sorted(zones & settings.keys()):
            yield from zone_problems((*place, name), str(settings[name]))
    for name, setting in manifest.settings.items():
        if setting.default is None and name not in file.settings and name not in misspelt(unknown):
            yield Problem(("settings",), _setting_needed(name, file.platform))


def _pollable(manifest: ManifestFile) -> list[str]:
    if manifest.native == "tomorro":
        return list(POLLED)
    return [name for name, one in manifest.records.items() if one.poll]


def _receive_problems(file: ConnectionFile, manifest: ManifestFile) -> Iterator[Problem]:
    if manifest.receive is None:
        if file.receive:
            yield Problem(("receive",), _receives_nothing(manifest.title))
        return
    whole = merged(_as_written(manifest.receive), file.receive)
    try:
        settings = inbound_settings(file, manifest.receive)
    except ValidationError as error:
        for problem in problems_of(error, Receiving, whole):
            yield Problem(("receive", *problem.place), problem.sentence, problem.suggestion)
        return
    if len(settings_text(settings).encode()) > PARAMETER_LIMIT_BYTES:
        yield Problem(("receive",), _TOO_LARGE)
    if "schemes" in file.receive:
        yield from scheme_problems(Receiving.model_validate(whole), manifest)


def _as_written(receive: Receiving) -> dict[str, Any]:
    return receive.model_dump(mode="json", by_alias=True)


def _setting_needed(name: str, platform: str) -> Sentence:
    return Sentence(
        fr=f"Il manque le réglage « {name} » : config/platforms/{platform}.yaml dit ce que c'est.",
        en=f'The setting "{name}" is missing: config/platforms/{platform}.yaml tells what it is.',
    )


def _not_polled(record: str) -> Sentence:
    return Sentence(
        fr=f"La plateforme ne sait pas dire ce qui a changé pour « {record} » : retirez-le de « poll ».",
        en=f'The platform cannot tell what changed for "{record}": remove it from "poll".',
    )


def _receives_nothing(platform: str) -> Sentence:
    return Sentence(
        fr=f"{platform} n'envoie pas de webhooks : retirez « receive ».",
        en=f'{platform} sends no webhooks: remove "receive".',
    )


_TOO_LARGE = Sentence(
    fr="Les réglages de réception dépassent 4 Ko, ce qu'un paramètre SSM peut contenir. Raccourcissez-les.",
    en="The receive settings exceed 4 KB, what an SSM parameter can hold. Shorten them.",
)
