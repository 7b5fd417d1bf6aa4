"""Which answers are failures, of which class, with what effect: a table, the platform's own rows first."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any, Final

import jmespath

from passerelle.core.quotas import Reset
from passerelle.core.sentences import Sentence
from passerelle.errors import CredentialsRefused, Effect, PasserelleError, RateLimited, RemoteRefused, Unavailable
from passerelle.http_waits import Announced, search


class Meaning(StrEnum):
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    CREDENTIALS = "credentials"
    REFUSED = "refused"
    DONE = "done"
    """No failure: what is asked for was there already."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: what an answer means that has one of `statuses` (none: any), these `headers` (in lower case, `*` for any
    text), and a body that makes `when` (JMESPath) true.

    In `sentence`, `{connection}` and `{detail}` are replaced. `announced` is where the answer tells its wait in its own
    way, `wait_s` serves when it tells none; where a daily quota `resets`, nothing before that is worth a try.
    """

    meaning: Meaning
    statuses: frozenset[int] = frozenset()
    when: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    code: str | None = None
    sentence: Sentence | None = None
    effect: Effect | None = None
    announced: Announced | None = None
    wait_s: float | None = None
    resets: Reset | None = None

    def __post_init__(self) -> None:
        if not self.statuses and self.when is None and not self.headers:
            raise ValueError("a rule without statuses and without condition would be about every answer")
        if self.when is not None:
            jmespath.compile(self.when)  # a faulty expression is refused here, not at the first failure

    def matches(self, status: int, headers: Mapping[str, str], body: Any) -> bool:
        if self.statuses and status not in self.statuses:
            return False
        if not all(fnmatchcase(headers.get(name, ""), pattern) for name, pattern in self.headers.items()):
            return False
        return self.when is None or bool(search(self.when, body))


def _rule(meaning: Meaning, statuses: Iterable[int], **others: Any) -> Rule:
    return Rule(meaning, frozenset(statuses), **others)


_REDIRECTED: Final = Sentence(
    fr="« {connection} » a répondu par une redirection ({detail}), que nous ne suivons pas : la clé partirait "
    "ailleurs. Corrigez l'adresse de base de la connexion, puis rejouez l'exécution.",
    en='"{connection}" answered with a redirect ({detail}), which we do not follow: the key would go elsewhere. '
    "Correct the base address of the connection, then replay the run.",
)
_NOT_FOUND: Final = Sentence(
    fr="« {connection} » ne trouve pas ce qui est demandé ({detail}). Vérifiez que la fiche existe encore et que notre "
    "compte la voit, puis rejouez l'exécution.",
    en='"{connection}" does not find what was asked for ({detail}). Check that the record still exists and that our '
    "account can see it, then replay the run.",
)
_ROWS: Final = (
    _rule(Meaning.RATE_LIMITED, {429}),
    _rule(Meaning.CREDENTIALS, {401, 403}),
    _rule(Meaning.UNAVAILABLE, {425}, effect=Effect.NOT_DONE),
    _rule(Meaning.UNAVAILABLE, {408, *range(500, 1000)}, effect=Effect.UNKNOWN),
    _rule(Meaning.REFUSED, {404}, code="not_found", sentence=_NOT_FOUND),
    _rule(Meaning.REFUSED, range(300, 400), code="redirected", sentence=_REDIRECTED),
    _rule(Meaning.REFUSED, range(400, 500)),
)

_SENTENCES: Final = {
    Meaning.RATE_LIMITED: Sentence(
        fr="« {connection} » demande de ralentir ({detail}). L'envoi reprendra de lui-même.",
        en='"{connection}" asks us to slow down ({detail}). Sending resumes by itself.',
    ),
    Meaning.UNAVAILABLE: Sentence(
        fr="« {connection} » ne répond pas correctement pour le moment ({detail}). Un nouvel essai aura lieu "
        "de lui-même.",
        en='"{connection}" does not answer properly at the moment ({detail}). It will be tried again by itself.',
    ),
    Meaning.CREDENTIALS: Sentence(
        fr="« {connection} » refuse nos identifiants ou leurs droits ({detail}). Vérifiez la clé enregistrée pour "
        "cette connexion et les droits de son compte, puis rejouez l'exécution.",
        en='"{connection}" refuses our credentials or their rights ({detail}). Check the key stored for this '
        "connection and the rights of its account, then replay the run.",
    ),
    Meaning.REFUSED: Sentence(
        fr="« {connection} » a refusé la demande ({detail}). Corrigez la fiche ou l'automatisation, puis rejouez "
        "l'exécution.",
        en='"{connection}" refused the request ({detail}). Correct the record or the automation, then replay the run.',
    ),
}

# Where services put the short word for what is wrong (`VALIDATION_ERROR`, `channel_not_found`).
_REMOTE_CODE: Final = "[code, errorCode, category, error.code, error.status, error][?type(@) == 'string'] | [0]"
# Their longer messages often quote the refused value, so they are never kept. A code is one word that starts with a
# letter: that lets no e-mail address, amount, phone or registration number through.
_A_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ErrorRules:
    """A platform's own rows, read before the common ones, and where its short error code is (JMESPath)."""

    rows: tuple[Rule, ...] = ()
    remote_code: str = _REMOTE_CODE

    def __post_init__(self) -> None:
        jmespath.compile(self.remote_code)

    def row_for(self, status: int, headers: Mapping[str, str], body: Any) -> Rule | None:
        """The first row that is about this answer; None for a plain success."""
        return next((row for row in (*self.rows, *_ROWS) if row.matches(status, headers, body)), None)

    def after(self, rows: Iterable[Rule]) -> "ErrorRules":
        """The same, after the rows of one request."""
        return replace(self, rows=(*rows, *self.rows))

    def code_in(self, body: Any) -> str | None:
        code = search(self.remote_code, body)
        return code if isinstance(code, str) and _A_CODE.fullmatch(code) else None


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed answer. `only_reads` calls leave nothing behind, whatever happened to their answer."""

    rule: Rule
    connection: str
    method: str
    only_reads: bool
    status: int
    remote_code: str | None
    wait_s: float | None

    def error(self) -> PasserelleError:
        sentence, code = self._sentence(), self.rule.code
        context = {
            "connection": self.connection,
            "method": self.method,
            "status": self.status,
            "remote_code": self.remote_code,
        }
        match self.rule.meaning:
            case Meaning.RATE_LIMITED:
                effect = self._effect(Effect.NOT_DONE)
                return RateLimited(sentence, code=code, retry_after_s=self.wait_s, effect=effect, **context)
            case Meaning.UNAVAILABLE:
                effect = self._effect(Effect.UNKNOWN)
                return Unavailable(sentence, code=code, retry_after_s=self.wait_s, effect=effect, **context)
            case Meaning.CREDENTIALS:
                return CredentialsRefused(sentence, code=code, **context)
            case _:
                return RemoteRefused(sentence, code=code, **context)

    def _effect(self, usual: Effect) -> Effect:
        return Effect.NOT_DONE if self.only_reads else self.rule.effect or usual

    def _sentence(self) -> Sentence:
        detail = f"HTTP {self.status}, {self.remote_code}" if self.remote_code else f"HTTP {self.status}"
        template = self.rule.sentence or _SENTENCES[self.rule.meaning]
        return Sentence(fr=self._filled(template.fr, detail), en=self._filled(template.en, detail))

    def _filled(self, text: str, detail: str) -> str:
        return text.replace("{connection}", self.connection).replace("{detail}", detail)
