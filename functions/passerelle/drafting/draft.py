"""What is known while an automation is being drafted: the answers, the folder around it, and what platforms offer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol

from passerelle.configuration.automation_file import AutomationFile
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.surroundings import Surroundings
from passerelle.core.schema import Field, RecordSchema, TargetSchema
from passerelle.platforms.tomorro.offers import OFFERS, Offer
from passerelle.telling.labels import Labels, NoLabels

Answers = Mapping[str, str]
"""One text a slot, named like the key of the file that it fills: `when.record`, `exchange.0.from`."""

CREATE_CONTRACT: Final = "create_contract"


class Schemas(Protocol):
    """What a connection offers today; None where nobody can tell."""

    def record(self, connection: str, kind: str, wanted: frozenset[str]) -> RecordSchema | None: ...

    def target(
        self, connection: str, action: str, params: Mapping[str, str], kind: str | None, wanted: frozenset[str]
    ) -> TargetSchema | None: ...

    def labels(self, file: AutomationFile) -> Labels: ...


class Unasked:
    """Without a look at the platforms: their manifests are all that is known."""

    def record(self, connection: str, kind: str, wanted: frozenset[str]) -> None:  # noqa: ARG002 - the protocol's
        return None

    def target(
        self,
        connection: str,  # noqa: ARG002 - the protocol's signature
        action: str,  # noqa: ARG002 - idem
        params: Mapping[str, str],  # noqa: ARG002 - idem
        kind: str | None,  # noqa: ARG002 - idem
        wanted: frozenset[str],  # noqa: ARG002 - idem
    ) -> None:
        return None

    def labels(self, file: AutomationFile) -> Labels:  # noqa: ARG002 - idem
        return NoLabels()


@dataclass(frozen=True, slots=True)
class LineAnswers:
    """One line of the exchange, as far as it was answered."""

    slot: str
    to: str
    source: str
    conversion: str


@dataclass(frozen=True, slots=True)
class Draft:
    """`others` are the automations that the folder holds already."""

    answers: Answers
    around: Surroundings
    schemas: Schemas
    others: Mapping[str, AutomationFile]

    def with_answer(self, slot: str, answer: str) -> "Draft":
        return replace(self, answers={**self.answers, slot: answer})

    def answer(self, slot: str) -> str:
        return self.answers.get(slot, "")

    def words(self, slot: str) -> list[str]:
        return [word for word in self.answer(slot).split(",") if word]

    def manifest(self, part: str) -> ManifestFile | None:
        """That of the connection of `when` or of `do`."""
        return self.around.manifest_of(self.answer(f"{part}.connection"))

    def is_tomorro(self, part: str) -> bool:
        manifest = self.manifest(part)
        return manifest is not None and manifest.native == "tomorro"

    def creates_contract(self) -> bool:
        return self.is_tomorro("do") and self.answer("do.action") == CREATE_CONTRACT

    def offer(self) -> Offer | None:
        """What the action is, where it is one of Tomorro's."""
        return OFFERS.get(self.answer("do.action")) if self.is_tomorro("do") else None

    def lines(self) -> list[LineAnswers]:
        found: list[LineAnswers] = []
        while to := self.answer(f"exchange.{len(found)}.to"):
            slot = f"exchange.{len(found)}"
            found.append(LineAnswers(slot, to, self.answer(f"{slot}.from"), self.answer(f"{slot}.as")))
        return found

    def params(self) -> dict[str, str]:
        """The action's parameters by name, those of one stage as `template.test`."""
        own = {"do.connection", "do.action", "do.record"}
        return {
            slot.removeprefix("do."): value
            for slot, value in self.answers.items()
            if slot.startswith("do.") and slot not in own and value
        }

    def trigger_schema(self, *wanted: str) -> RecordSchema | None:
        kind = self.answer("when.record")
        return self.schemas.record(self.answer("when.connection"), kind, frozenset(wanted))

    def trigger_field(self) -> Field | None:
        """The field whose change is waited for."""
        name = self.answer("when.change.field")
        schema = self.trigger_schema(name)
        return schema.fields.get(name) if schema is not None else None

    def target(self, *wanted: str) -> TargetSchema | None:
        """What the exchange can fill: of the live template, as that is what people will read."""
        params = self.params()
        params |= {name.removesuffix(".live"): value for name, value in params.items() if name.endswith(".live")}
        kind = self.answer("do.record") or None
        return self.schemas.target(
            self.answer("do.connection"), self.answer("do.action"), params, kind, frozenset(wanted)
        )
