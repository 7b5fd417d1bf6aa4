"""What people say of runs: right, or to change; and that a later version has changed it. Twice is harmless."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from passerelle.core.deployment import Deployment
from passerelle.core.runs import Run, split_run_id
from passerelle.core.sentences import Sentence
from passerelle.core.trials import LONGEST_COMMENT, Remark, Trial, Verdict
from passerelle.errors import Rejected


class RemarkPort(Protocol):
    def trials(self, automation: str) -> list[Trial]: ...

    def remarks(self, automation: str) -> list[Remark]: ...

    def keep_remark(self, remark: Remark) -> None: ...


class RunPort(Protocol):
    def run(self, run_id: str) -> Run | None: ...


@dataclass(frozen=True, slots=True)
class Remarks:
    """`by` is who speaks."""

    ledger: RemarkPort
    journal: RunPort
    deployment: Callable[[str], Deployment]
    clock: Callable[[], datetime]
    by: str

    def add(self, run_id: str, verdict: Verdict, comment: str = "") -> Remark:
        """Raises Rejected for a run that is unknown, and for a comment that says nothing or too much."""
        comment = " ".join(comment.split())
        if verdict is Verdict.TO_CHANGE and not comment:
            raise Rejected(_NO_COMMENT, code="no_comment")
        if len(comment) > LONGEST_COMMENT:
            raise Rejected(_TOO_LONG, code="comment_too_long")
        automation, version = self._version_of(run_id)
        said = [remark for remark in self.ledger.remarks(automation) if remark.run_id == run_id]
        same = next((one for one in said if (one.verdict, one.comment, one.closing) == (verdict, comment, None)), None)
        if same is not None:
            return same
        remark = Remark(automation, version, run_id, verdict, comment, self.by, self.clock())
        self.ledger.keep_remark(remark)
        return remark

    def close(self, run_id: str) -> list[Remark]:
        """Every open remark on that run is dealt with, by the version that is tested or live now. Raises Rejected while
        that is the version they are about.
        """
        automation = _automation_of(run_id)
        waiting = [one for one in self.ledger.remarks(automation) if one.run_id == run_id and one.open]
        now = self.deployment(automation)
        current = max(now.versions, default=0)
        if any(current <= remark.version for remark in waiting):
            raise Rejected(_no_later_version(automation), code="no_later_version", automation=automation)
        closed = [remark.closed(self.by, self.clock(), current) for remark in waiting]
        for remark in closed:
            self.ledger.keep_remark(remark)
        return closed

    def of(self, automation: str) -> list[Remark]:
        """Oldest first."""
        return self.ledger.remarks(automation)

    def _version_of(self, run_id: str) -> tuple[str, int]:
        """A test run that has expired is still known by how it ended."""
        automation = _automation_of(run_id)
        run = self.journal.run(run_id)
        if run is not None:
            return automation, run.version
        trial = next((one for one in self.ledger.trials(automation) if one.run_id == run_id), None)
        if trial is None:
            raise Rejected(_unknown(run_id), code="unknown_run")
        return automation, trial.version


def _automation_of(run_id: str) -> str:
    try:
        return split_run_id(run_id)[1]
    except ValueError as error:
        raise Rejected(_unknown(run_id), code="unknown_run") from error


def _unknown(run_id: str) -> Sentence:
    return Sentence(
        fr=f"L'exécution « {run_id} » est inconnue ou a expiré. « passerelle runs » les montre.",
        en=f'The run "{run_id}" is unknown or has expired. "passerelle runs" shows them.',
    )


def _no_later_version(automation: str) -> Sentence:
    return Sentence(
        fr=f"Aucune version de « {automation} » n'a suivi cette remarque. Publiez d'abord la correction avec "
        "« passerelle push ».",
        en=f'No version of "{automation}" has followed this remark. Push the correction first with "passerelle push".',
    )


_NO_COMMENT = Sentence(fr="Dites ce qu'il faut changer.", en="Say what is to be changed.")
_TOO_LONG = Sentence(
    fr=f"Une remarque compte au plus {LONGEST_COMMENT} caractères. Raccourcissez-la.",
    en=f"A remark has at most {LONGEST_COMMENT} characters. Shorten it.",
)
