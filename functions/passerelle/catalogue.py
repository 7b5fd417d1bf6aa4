"""The active automations and connections, compiled, kept in the process and looked up again every few seconds."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.compiling import InvalidFile, compile_automation
from passerelle.configuration.published import PublishedConnection
from passerelle.core.automation import Automation, Stage
from passerelle.core.deployment import Deployment
from passerelle.core.runs import Run
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidAutomation
from passerelle.journal.versions import Active, Kind, Version

REFRESH = timedelta(seconds=20)
"""A push is taken up within a minute: this, and the time of one invocation."""


class VersionStore(Protocol):
    def active(self) -> Active: ...

    def read(self, kind: Kind, wanted: list[tuple[str, int]]) -> list[Version]: ...


@dataclass(slots=True)
class _Kept:
    active: Active
    read_at: datetime


class Catalogue:
    def __init__(self, store: VersionStore, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._kept: _Kept | None = None
        self._automations: dict[tuple[str, int, Stage], Automation] = {}
        self._connections: dict[tuple[str, int], PublishedConnection] = {}
        self._unreadable: dict[tuple[Kind, str, int], Version] = {}

    def deployments(self) -> Mapping[str, Deployment]:
        """Of every automation that was pushed, in the order of their names."""
        return dict(sorted(self._active().automations.items()))

    def deployment(self, name: str, *, fresh: bool = False) -> Deployment:
        """`fresh` looks again before it answers. One that was never pushed, or was removed, has no version."""
        if fresh:
            self._kept = None
        return self._active().automations.get(name, Deployment())

    def automation(self, name: str, number: int, stage: Stage) -> Automation:
        """A given version, in use or not: a run keeps the one it started with. Raises InvalidAutomation."""
        if (name, number, stage) not in self._automations:
            version = self._version(Kind.AUTOMATION, name, number)
            if version is None:
                raise InvalidAutomation(_no_version(name, number), automation=name, version=number)
            self._keep(version)
        return self._automations[name, number, stage]

    def current_version(self, run: Run) -> int | None:
        """The version that a run on this record would start with now."""
        deployment = self.deployment(run.automation)
        return deployment.live_for(run.record) if run.stage is Stage.LIVE else deployment.test

    def in_use(self) -> list[Automation]:
        """Every version that events may meet; one that cannot be read is refused to those who need it."""
        found = []
        for name, deployment in self.deployments().items():
            for number in sorted(deployment.versions):
                with suppress(InvalidAutomation):
                    found.append(self.automation(name, number, Stage.LIVE))
        return found

    def connection(self, name: str) -> PublishedConnection:
        """Raises InvalidAutomation when nothing was published under that name."""
        number = self._active().connections.get(name)
        if number is None:
            raise InvalidAutomation(_no_connection(name), connection=name)
        if (name, number) not in self._connections:
            version = self._version(Kind.CONNECTION, name, number)
            if version is None:
                raise InvalidAutomation(_no_connection(name), connection=name)
            self._keep(version)
        return self._connections[name, number]

    def connection_names(self) -> list[str]:
        return sorted(self._active().connections)

    def watched(self, connection: str, record: str) -> frozenset[str]:
        """The fields of a kind of record whose changes trigger something."""
        return frozenset(
            automation.trigger.change.field
            for automation in self.in_use()
            if automation.trigger.change is not None
            and (automation.trigger.connection, automation.trigger.record) == (connection, record)
        )

    def agreeing(self) -> frozenset[str]:
        """The connections between which some automation keeps a field the same: see core/authority.py."""
        return frozenset(connection for one in self.in_use() if one.keeps_both for connection in one.connections)

    def _active(self) -> Active:
        now = self._clock()
        if self._kept is None or now - self._kept.read_at >= REFRESH:
            active = self._store.active()
            self._fetch(active)
            self._kept = _Kept(active, now)
        return self._kept.active

    def _fetch(self, active: Active) -> None:
        """Read what is active and not kept yet, each kind in one request. What cannot be read is refused to those who
        need it, and to nobody else.
        """
        compiled = {(name, number) for name, number, _ in self._automations}
        for kind, kept in ((Kind.CONNECTION, self._connections.keys()), (Kind.AUTOMATION, compiled)):
            known = kept | {(name, number) for of, name, number in self._unreadable if of is kind}
            wanted = [pair for pair in active.versions(kind) if pair not in known]
            for version in self._store.read(kind, wanted) if wanted else []:
                with suppress(InvalidAutomation):
                    self._keep(version)

    def _version(self, kind: Kind, name: str, number: int) -> Version | None:
        known = self._unreadable.get((kind, name, number))
        return known or next(iter(self._store.read(kind, [(name, number)])), None)

    def _keep(self, version: Version) -> None:
        """Raises InvalidAutomation, which tells what an automation listens to where that can be read."""
        key = (version.name, version.number)
        try:
            if version.kind is Kind.CONNECTION:
                self._connections[key] = PublishedConnection.model_validate(version.document)
            else:
                file = AutomationFile.model_validate(version.document)
                for stage in Stage:
                    self._automations[*key, stage] = compile_automation(file, version.number, stage)
        except (InvalidFile, ValueError) as error:
            self._unreadable[version.kind, *key] = version
            listens_to = _listens_to(version)
            raise InvalidAutomation(
                _unreadable(version), name=version.name, version=version.number, listens_to=listens_to
            ) from error


def _listens_to(version: Version) -> tuple[str, str] | None:
    match version.document:
        case {"when": {"connection": str(connection), "record": str(record)}}:
            return connection, record
        case _:
            return None


def _no_version(name: str, number: int) -> Sentence:
    return Sentence(
        fr=f"La version {number} de l'automatisation « {name} » n'existe pas. Publiez-la, ou rejouez avec la "
        "version actuelle.",
        en=f'Version {number} of the automation "{name}" does not exist. Publish it, or replay with the current '
        "version.",
    )


def _no_connection(name: str) -> Sentence:
    return Sentence(
        fr=f"La connexion « {name} » n'est pas publiée. Ajoutez-la sous config/connections/, puis lancez « "
        "passerelle push ».",
        en=f'The connection "{name}" is not published. Add it under config/connections/, then run "passerelle push".',
    )


def _unreadable(version: Version) -> Sentence:
    return Sentence(
        fr=f"La version {version.number} de « {version.name} » ne peut pas être lue par cette version de "
        "Passerelle. Publiez-la de nouveau.",
        en=f'Version {version.number} of "{version.name}" cannot be read by this release of Passerelle. Publish '
        "it again.",
    )
