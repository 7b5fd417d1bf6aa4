"""Automations: what each says, where it stands, what it would do; promoted, paused, resumed and rolled back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from passerelle.configuration.automation_file import AutomationFile
from passerelle.console.access import Role
from passerelle.console.desk import Desk
from passerelle.console.requests import Request
from passerelle.console.routes import Route, acting, asking, reading
from passerelle.core.automation import Automation, Stage
from passerelle.core.deployment import Deployment
from passerelle.core.sentences import Sentence
from passerelle.errors import InvalidPayload, PasserelleError, Rejected
from passerelle.journal.versions import Kind, Move
from passerelle.operations.comparing import Comparing, file_text
from passerelle.operations.online.labelling import labels_of
from passerelle.operations.online.surveying import Surveyor
from passerelle.shown.plans import past_json, plan_json
from passerelle.shown.remarks import remark_json
from passerelle.telling.told import tell

MOST_PLANNED: Final = 20
EVERYONE: Final = 100


class Refused(Rejected):
    """A promotion that something stands in the way of: `obstacles` in its context says what."""

    code = "obstacles"


@dataclass(frozen=True, slots=True)
class AutomationRoom:
    desk: Desk

    def routes(self) -> Sequence[Route]:
        return (
            reading("automations/{name}", self.one),
            reading("automations/{name}/difference", self.difference),
            asking("automations/{name}/check", self.check),
            asking("automations/{name}/plan", self.plan, Role.OPERATE),
            acting("automations/{name}/pause", "pause", Role.OPERATE, self.pause, self.standing),
            acting("automations/{name}/resume", "resume", Role.OPERATE, self.resume, self.standing),
            acting("automations/{name}/promote", "promote", Role.CHANGE, self.promote, self.standing),
            acting("automations/{name}/rollback", "rollback", Role.CHANGE, self.rollback, self.standing),
        )

    def one(self, request: Request) -> Mapping[str, Any]:
        """From the journal alone: no platform is asked."""
        name = request.names["name"]
        deployment = self._known(name)
        number = self._shown(deployment, request)
        document = Comparing(self.desk.versions).document(name, number)
        told = tell(AutomationFile.model_validate(document), self.desk.surroundings())
        evidence = self.desk.proof().evidence(name, number)
        return {
            "name": name,
            "version": number,
            "deployment": deployment.to_json(),
            "told": told.to_json(),
            "yaml": file_text(document),
            "versions": self.desk.versions.numbers(Kind.AUTOMATION, name),
            "history": [_move(move) for move in self.desk.versions.moves(name)],
            "drift": list(self._drift(name, deployment)),
            "tests": {
                "states": {str(state): times for state, times in evidence.states.items()},
                "right": evidence.right,
                "to_change": [remark_json(one) for one in evidence.to_change],
            },
        }

    def difference(self, request: Request) -> Mapping[str, Any]:
        numbers = [request.query.get(part, "") for part in ("from", "to")]
        if not all(number.isdecimal() for number in numbers):
            raise InvalidPayload(_TWO_VERSIONS, code="bad_argument")
        before, after = map(int, numbers)
        return {"lines": Comparing(self.desk.versions).between(request.names["name"], before, after)}

    def check(self, request: Request) -> Mapping[str, Any]:
        """The platforms are asked now: the names that people know, and what stands in the way of a promotion."""
        name = request.names["name"]
        deployment = self._known(name)
        number = self._shown(deployment, request)
        stage = Stage.LIVE if number == deployment.live else Stage.TEST
        surveyor = Surveyor(self.desk.connect)
        labels = labels_of(self.desk.catalogue.automation(name, number, stage), surveyor)
        file = AutomationFile.model_validate(Comparing(self.desk.versions).document(name, number))
        obstacles = self.desk.promoting(request.person.name).obstacles(name) if deployment.test is not None else []
        return {
            "told": tell(file, self.desk.surroundings(), labels).to_json(),
            "obstacles": [{"code": one.code, **one.sentence.to_json()} for one in obstacles],
            "unanswered": {name: error.sentence.to_json() for name, error in surveyor.failures.items()},
        }

    def plan(self, request: Request) -> Mapping[str, Any]:
        """What it would do: with a record as it is now, a payload that is pasted, or its newest events."""
        name = request.names["name"]
        deployment = self._known(name)
        number = self._shown(deployment, request)
        live = number == deployment.live or request.text("stage") == Stage.LIVE
        automation = self.desk.catalogue.automation(name, number, Stage.LIVE if live else Stage.TEST)
        trigger = automation.trigger
        platform = self.desk.catalogue.connection(trigger.connection).platform
        with self.desk.planning() as planning:
            if record := request.text("record"):
                plans = [planning.record(automation, platform, record)]
            elif (sample := request.body.get("sample")) is not None:
                body = sample if isinstance(sample, str) else json.dumps(sample)
                plans = planning.sample(automation, platform, self.desk.rules(trigger.connection), body.encode())
            else:
                past = planning.last(automation, self._beside(automation, deployment), _count(request))
                return {"past": [{**past_json(one), "plan": plan_json(one.plan)} for one in past]}
        return {"plans": [plan_json(one) for one in plans]}

    def standing(self, request: Request) -> Mapping[str, Any]:
        return {"deployment": self._known(request.names["name"]).to_json()}

    def pause(self, request: Request) -> Mapping[str, Any]:
        deployment = self.desk.stages(request.person.name).pause(request.names["name"], _why(request))
        return {"deployment": deployment.to_json()}

    def resume(self, request: Request) -> Mapping[str, Any]:
        name = request.names["name"]
        records = self.desk.stages(request.person.name).resume(name, request.text("why"))
        return {"records": records, "deployment": self._known(name).to_json()}

    def promote(self, request: Request) -> Mapping[str, Any]:
        """Raises Refused while something stands in the way, unless it is forced with a reason."""
        name, force, why = request.names["name"], request.flag("force"), request.text("why")
        if force and not why:
            raise InvalidPayload(_SAY_WHY, code="bad_argument")
        promoting = self.desk.promoting(request.person.name)
        obstacles = promoting.obstacles(name)
        if obstacles and not force:
            told = [{"code": one.code, **one.sentence.to_json()} for one in obstacles]
            raise Refused(_refused(name, len(obstacles)), obstacles=told)
        return {"deployment": promoting.promote(name, why, obstacles, _share(request)).to_json()}

    def rollback(self, request: Request) -> Mapping[str, Any]:
        deployment = self.desk.stages(request.person.name).rollback(request.names["name"], _why(request))
        return {"deployment": deployment.to_json()}

    def _known(self, name: str) -> Deployment:
        """As it is at this moment: what was just done is seen. Raises Rejected for one that was never pushed."""
        known = self.desk.versions.active(consistent=True).automations
        if name not in known:
            raise Rejected(_unknown(name), code="unknown_automation", automation=name)
        return known[name]

    def _shown(self, deployment: Deployment, request: Request) -> int:
        """The version asked for, else the one in test, else the live one."""
        given = request.query.get("version", "") or str(request.body.get("version", ""))
        number = int(given) if given.isdecimal() else deployment.test or deployment.live
        if number is None:
            raise Rejected(_unknown(request.names["name"]), code="unknown_automation")
        return number

    def _beside(self, automation: Automation, deployment: Deployment) -> Automation | None:
        if deployment.live is None or deployment.live == automation.version:
            return None
        return self.desk.catalogue.automation(automation.name, deployment.live, Stage.LIVE)

    def _drift(self, name: str, deployment: Deployment) -> Iterator[Mapping[str, Any]]:
        for number, stage in ((deployment.test, Stage.TEST), (deployment.live, Stage.LIVE)):
            if number is None:
                continue
            try:
                look = self.desk.looks.last(self.desk.catalogue.automation(name, number, stage))
            except PasserelleError:  # it is told where it is needed
                continue
            if look is not None:
                found = [{"path": one.path, "breaks": one.breaks, **one.sentence.to_json()} for one in look.found]
                yield {"version": number, "stage": stage, "at": look.at.isoformat(), "found": found}


def _why(request: Request) -> str:
    why = request.text("why")
    if not why:
        raise InvalidPayload(_SAY_WHY, code="bad_argument")
    return why


def _count(request: Request) -> int:
    given = request.body.get("last")
    return min(given, MOST_PLANNED) if isinstance(given, int) and given > 0 else 1


def _share(request: Request) -> int | None:
    """For which share of the records, in percent; None for all of them."""
    given = request.body.get("canary")
    if given is None:
        return None
    if not isinstance(given, int) or not 0 < given < EVERYONE:
        raise InvalidPayload(_SHARE, code="bad_argument")
    return given


def _move(move: Move) -> Mapping[str, Any]:
    return {
        "what": move.what,
        "at": move.at.isoformat(),
        "by": move.by,
        "why": move.why,
        "before": move.before.to_json(),
        "after": move.after.to_json(),
    }


def _unknown(name: str) -> Sentence:
    return Sentence(
        fr=f"Aucune automatisation « {name} » n'a été publiée ici.", en=f'No automation "{name}" was pushed here.'
    )


def _refused(name: str, number: int) -> Sentence:
    return Sentence(
        fr=f"« {name} » : {number} obstacle{'s' if number > 1 else ''} à la mise en service.",
        en=f'"{name}": {number} thing{"s" if number > 1 else ""} in the way of going live.',
    )


_SAY_WHY: Final = Sentence(fr="Dites pourquoi : l'historique le garde.", en="Say why: the history keeps it.")
_TWO_VERSIONS: Final = Sentence(fr="Donnez deux versions à comparer.", en="Give two versions to compare.")
_SHARE: Final = Sentence(fr="« canary » va de 1 à 99.", en='"canary" goes from 1 to 99.')
