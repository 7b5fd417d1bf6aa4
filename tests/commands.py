"""The command line as a person types it, and a run that it can be asked about."""

from dataclasses import replace
from typing import Any

from typer.testing import CliRunner

from passerelle.commands.main import app
from passerelle.core.runs import Reason, RunState, StepRecord, StepState
from passerelle.core.sentences import Sentence
from passerelle.delivery.runner import LEASE
from passerelle.journal.items import Journaled
from passerelle.journal.journal import Journal
from tests.fakes import NOW, run_of, won


def passerelle(*arguments: str, stdin: str | None = None, code: int = 0, stdout_only: bool = False) -> str:
    """What it prints."""
    done = CliRunner().invoke(app, arguments, input=stdin)
    assert done.exception is None or isinstance(done.exception, SystemExit), "a traceback"
    assert done.exit_code == code, done.output
    return done.stdout if stdout_only else done.output


REASON = Reason("missing_value", Sentence(fr="Il manque le SIRET.", en="The SIRET is missing."))


def a_parked_run(journal: Journal, deal: str = "42", name: str = "contract-when-deal-won", **changes: Any) -> str:
    event = won(deal)
    run = replace(
        run_of(event, name, lease=LEASE),
        state=RunState.PARKED,
        lease_until=None,
        steps=(
            StepRecord("do.counterparty", StepState.DONE, {"name": "x"}, NOW, result={"id": "cp-1", "secret": "x"}),
        ),
        **{"reason": REASON, **changes},
    )
    journal.accept(Journaled(event, "matched", {}), [run], {}, NOW)
    return run.id
