"""What a manifest says of itself: each name in its requests must be given by something, each secret be declared."""

from collections.abc import Iterator
from typing import Final

from passerelle.configuration.action_checks import action_problems
from passerelle.configuration.auth_checks import auth_problems
from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.manifest_file import ManifestFile, Poll, Record
from passerelle.configuration.resets import Resets, no_zone
from passerelle.configuration.sentences import closest
from passerelle.configuration.sign_checks import sign_problems
from passerelle.configuration.subscription_checks import subscription_problems
from passerelle.configuration.surroundings import SECRET, SETTING, unknown
from passerelle.configuration.text_checks import call_problems, header_problems, text_problems
from passerelle.configuration.unused_checks import unused_problems
from passerelle.core.conversions.zones import zone_named, zone_names
from passerelle.core.sentences import Sentence
from passerelle.platforms.receiving import Receiving
from passerelle.platforms.receiving_schemes import AllRow

_READ: Final = frozenset({"id", "fields"})
_HISTORY: Final = frozenset({"id", "field", "fields"})
_MOMENTS: Final = frozenset(name + unit for name in ("since", "until") for unit in ("", "_s", "_ms", "_date"))
_POLL: Final = _MOMENTS | {"page", "cursor", "fields"}
BASE_URL: Final = "base_url"


def manifest_problems(manifest: ManifestFile) -> Iterator[Problem]:
    """What nothing uses is told of a manifest that is otherwise in order: a name that is misspelt uses none."""
    problems = list(_faulty_parts(manifest))
    yield from problems or unused_problems(manifest)


def _faulty_parts(manifest: ManifestFile) -> Iterator[Problem]:
    yield from _calling_problems(manifest)
    for name, record in manifest.records.items():
        yield from _record_problems(("records", name), record, {*manifest.settings, *record.names})
    if manifest.any_read is not None:
        yield from call_problems(("any_read",), manifest.any_read, {*manifest.settings, "kind"} | _READ)
    for key, call in (("probe", manifest.probe), ("webhooks", manifest.webhooks)):
        if call is not None:
            yield from call_problems((key,), call, set(manifest.settings))
    for name, action in manifest.actions.items():
        yield from action_problems(name, action, manifest)
    for name, subscription in manifest.subscriptions.items():
        yield from subscription_problems(("subscriptions", name), subscription, manifest)
    calls = (
        manifest.actions or manifest.any_read or any(record.read or record.poll for record in manifest.records.values())
    )
    told = manifest.call.address is not None or getattr(manifest.call.auth, "address", None) is not None
    if calls and BASE_URL not in manifest.settings and not told:
        yield Problem(("settings",), _NO_BASE_URL)
    if manifest.receive is not None:
        yield from scheme_problems(manifest.receive, manifest)


def _calling_problems(manifest: ManifestFile) -> Iterator[Problem]:
    known = {f"secret.{name}" for name in manifest.secrets} | set(manifest.settings)
    for header, text in manifest.call.headers.items():
        yield from header_problems(("call", "headers", header), text, known)
    if manifest.call.address is not None:
        yield from header_problems(("call", "address"), manifest.call.address, known)
    yield from sign_problems(manifest)
    yield from auth_problems(manifest)
    for index, row in enumerate(manifest.call.errors):
        if row.resets is not None:
            yield from _reset_problems(("call", "errors", index, "resets", "zone"), row.resets, manifest)


def scheme_problems(receive: Receiving, manifest: ManifestFile) -> Iterator[Problem]:
    secrets = [name for name, secret in manifest.secrets.items() if secret.use == "receive"]
    for index, scheme in enumerate(receive.schemes):
        place: Place = ("receive", "schemes", index)
        if isinstance(scheme, AllRow):
            used = [((*place, "of", at), one.secret) for at, one in enumerate(scheme.of)]
        else:
            used = [(place, scheme.secret)]
        for where, name in used:
            if name not in secrets:
                yield unknown((*where, "secret"), SECRET, name, secrets)


def zone_problems(place: Place, name: str) -> Iterator[Problem]:
    if zone_named(name) is None:
        yield Problem(place, no_zone(name), closest(name, zone_names()))


def _reset_problems(place: Place, resets: Resets, manifest: ManifestFile) -> Iterator[Problem]:
    if resets.setting is None:
        yield from zone_problems(place, resets.zone)
    elif resets.setting not in manifest.settings:
        yield unknown(place, SETTING, resets.setting, manifest.settings)
    elif (default := manifest.settings[resets.setting].default) is not None:
        yield from zone_problems(("settings", resets.setting, "default"), str(default))


def _record_problems(place: Place, record: Record, known: set[str]) -> Iterator[Problem]:
    if record.read is not None:
        yield from call_problems((*place, "read"), record.read, known | _READ)
    for kind, call in record.related.items():
        yield from call_problems((*place, "related", kind), call, known | {"id"})
    if record.history is not None:
        yield from call_problems((*place, "history", "request"), record.history.request, known | _HISTORY)
    if record.fields is not None:
        yield from call_problems((*place, "fields", "request"), record.fields.request, known | {"page"})
    if record.poll is not None:
        yield from _poll_problems((*place, "poll"), record, record.poll, known)
    if record.url is not None:
        yield from text_problems((*place, "url"), record.url, known | {"id"})


def _poll_problems(place: Place, record: Record, poll: Poll, known: set[str]) -> Iterator[Problem]:
    yield from call_problems((*place, "request"), poll.request, known | _POLL)
    if poll.cursor is not None and poll.cursor.start is not None:
        yield from call_problems((*place, "cursor", "start"), poll.cursor.start, known | _MOMENTS)
    if poll.read_back and record.read is None:
        yield Problem((*place, "read_back"), _UNREADABLE)


_UNREADABLE = Sentence(
    fr="« read_back » relit chaque fiche : dites comment sous « read ».",
    en='"read_back" reads each record again: tell how under "read".',
)
_NO_BASE_URL = Sentence(
    fr="Il manque le réglage « base_url » : sans lui, rien ne dit à quelle adresse appeler la plateforme.",
    en='The setting "base_url" is missing: without it, nothing tells at which address to call the platform.',
)
