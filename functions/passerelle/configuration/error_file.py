"""Answers that do not mean what their status says, as a manifest writes them, and where they announce a wait."""

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from passerelle.configuration.model import BothLanguages, FileModel, Filled, Key
from passerelle.configuration.resets import Resets
from passerelle.errors import Effect
from passerelle.http_failures import Meaning, Rule
from passerelle.http_waits import Announced
from passerelle.platforms.strict import Jmespath, Mistake


class AnnouncedWait(FileModel):
    """Where an answer tells how long to wait, or until when: by `header` or by `path`. No wait is longer than an
    hour."""

    header: Filled | None = Field(default=None, description="The header that holds it.")
    path: Jmespath | None = Field(default=None, description="JMESPath of it in the body.")
    unit: Literal["for_s", "for_ms", "s", "ms", "iso"] = Field(
        default="for_s",
        description="How long, in seconds (`for_s`) or milliseconds (`for_ms`); until when: `s` or `ms` since 1970, or "
        "`iso`.",
    )

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if (self.header is None) == (self.path is None):
            raise Mistake("donnez header ou path, et un seul", "give header or path, and one only")
        return self

    def announced(self) -> Announced:
        return Announced(self.unit, self.header, self.path)


class ErrorRow(FileModel):
    """An answer that does not mean what its status says: 200 with `ok: false`, 403 for too many calls. The first row
    that it fits counts; of `statuses`, `headers` and `when`, all that are given have to fit."""

    meaning: Meaning = Field(
        description="What it means for us: `rate_limited` and `unavailable` wait, `credentials` and `refused` park the "
        "run; `done` is no failure: what is asked for was there already."
    )
    statuses: list[int] = Field(default=[], description="The statuses it has; none: any.")
    when: Jmespath | None = Field(
        default=None,
        description="JMESPath over the body that must be true. A body that is no JSON, such as the page of a "
        "firewall, is null.",
    )
    headers: dict[str, str] = Field(
        default={}, description="Headers that it has, and what they hold; `*` stands for any text."
    )
    code: Key | None = Field(default=None, description="A stable code of ours for it, instead of that of its meaning.")
    sentence: BothLanguages | None = Field(
        default=None,
        description="What to tell people, instead of what its meaning tells; {connection} and {detail} are known.",
    )
    effect: Effect | None = Field(
        default=None,
        description="Whether the effect may have happened all the same: `unknown` unless told otherwise where the "
        "meaning is `unavailable`, else `not_done`.",
    )
    announced: AnnouncedWait | None = Field(
        default=None,
        description="Where the answer tells how long to wait, where that is not `Retry-After` or, after 429, one of "
        "the usual headers of a reset.",
    )
    wait_s: float | None = Field(default=None, gt=0, description="How long to wait when the answer does not say.")
    resets: Resets | None = Field(
        default=None,
        description="When a daily quota starts again: the wait, whatever the answer says. With `rate_limited`, in "
        "place of `wait_s`.",
    )

    @model_validator(mode="after")
    def _tells_one_thing(self) -> Self:
        if not self.statuses and self.when is None and not self.headers:
            raise Mistake(
                "donnez statuses, when ou headers, sinon toute réponse serait concernée",
                "give statuses, when or headers, or it would be about every answer",
            )
        if self.resets is not None and (self.meaning is not Meaning.RATE_LIMITED or self.wait_s is not None):
            raise Mistake(
                "resets va avec meaning: rate_limited, et sans wait_s",
                "resets goes with meaning: rate_limited, and without wait_s",
            )
        if self.announced is not None and self.meaning not in {Meaning.RATE_LIMITED, Meaning.UNAVAILABLE}:
            raise Mistake(
                "announced va avec meaning: rate_limited ou unavailable",
                "announced goes with meaning: rate_limited or unavailable",
            )
        return self

    def rule(self, settings: Mapping[str, Any]) -> Rule:
        return Rule(
            meaning=self.meaning,
            statuses=frozenset(self.statuses),
            when=self.when,
            headers={name.lower(): pattern for name, pattern in self.headers.items()},
            code=self.code,
            sentence=self.sentence.sentence() if self.sentence else None,
            effect=self.effect,
            announced=self.announced.announced() if self.announced else None,
            wait_s=self.wait_s,
            resets=self.resets.reset(settings) if self.resets else None,
        )
