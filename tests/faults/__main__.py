"""`make faults`: the promise put to the proof, with every count and the seed printed. Exit code 1 when it is broken.

python -m tests.faults [--events N] [--fault NAME ...]           in memory, then the deployed stack on this machine
python -m tests.faults --url URL --checker COMMAND [...]         a stack of your own
"""

import argparse
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from local.processes import ROOT, LocalError
from passerelle.errors import PasserelleError
from tests.faults import report
from tests.faults.books import Bookkeeper
from tests.faults.checking import CheckerFailed, effects_of
from tests.faults.deployed import one_round
from tests.faults.memory import in_memory, natures_in_memory
from tests.faults.remote import Proof, new_ids
from tests.faults.sending import BODIES, Door, DoorShut, scheme_of, secret_of
from tests.faults.weather import WEATHERS

FEW_EVENTS, FEW_STEPS = 60, 300_000


def main() -> None:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started here ends with us
    print(f"seed {options.seed}")
    try:
        if options.url:
            holds = _on_your_stack(options)
        else:
            # Whoever asks for one fault of the stack wants no other proof.
            holds = bool(options.fault) or options.only == "deployed" or _in_memory(options)
            if options.only != "memory":
                holds &= _on_this_machine(options)
    except (LocalError, DoorShut, CheckerFailed) as error:
        sys.exit(str(error))
    except PasserelleError as error:
        sys.exit(error.sentence.en)
    sys.exit(0 if holds else 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Never lost, never twice: the proof.")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeats a story (default: the time)")
    parser.add_argument("--events", type=int, default=FEW_EVENTS, help=f"events of a round ({FEW_EVENTS})")
    parser.add_argument("--results", type=Path, help="where each round is added as a line of JSON")
    here = parser.add_argument_group("on this machine")
    here.add_argument("--only", choices=["memory", "deployed"], help="one half of it")
    here.add_argument("--steps", type=int, default=FEW_STEPS, help="calls to the outside of all stories in memory")
    here.add_argument(
        "--fault", action="append", choices=[*WEATHERS, "all"], help="rounds on the deployed stack (everything)"
    )
    yours = parser.add_argument_group("on a stack of yours, see docs/reliability.md")
    yours.add_argument("--url", help="its address, without a final slash")
    yours.add_argument("--checker", help="the command that counts the effects")
    yours.add_argument("--connection", default="intake", help="whose events are sent (intake)")
    yours.add_argument("--automation", default="contract-when-candidate-accepts", help="what they have to start")
    yours.add_argument("--body", type=Path, help="the event, with $ID, $NUMBER, $NOW, $MILLISECONDS in it")
    yours.add_argument("--ids", type=Path, help="ids of records that exist, one a line; invented without it")
    yours.add_argument("--per-request", type=int, default=20, help="events in a request (20)")
    yours.add_argument("--within", type=float, default=3600, help="seconds to wait for the last effect (3600)")
    yours.add_argument("--public-url", help="the address that is signed, where it is another one")
    yours.add_argument("--host", help="the header Host, where the address does not say it")
    yours.add_argument("--folder", type=Path, default=ROOT / "config", help="the folder of connections (config)")
    yours.add_argument("--env", default="test", help="the installation (test)")
    yours.add_argument("--stack", help="its stack, where it is not called passerelle-ENV")
    options = parser.parse_args()
    if bool(options.url) != bool(options.checker):
        parser.error("--url and --checker go together")
    return options


def _in_memory(options: argparse.Namespace) -> bool:
    kept = in_memory(options.seed, options.steps)
    return natures_in_memory(options.seed, options.steps) and kept


def _on_this_machine(options: argparse.Namespace) -> bool:
    named = options.fault or ["everything"]
    holds = True
    print(report.head("deployed"), flush=True)
    for fault in WEATHERS if "all" in named else named:
        done = one_round(fault, options.events, options.seed)
        holds &= _tell(done, options.results)
    return holds


def _on_your_stack(options: argparse.Namespace) -> bool:
    now = datetime.now(UTC)
    ids = options.ids.read_text().split() if options.ids else new_ids(options.events, now)
    scheme = scheme_of(options.folder, options.connection)
    secret = secret_of(options.connection, scheme, options.env, options.stack)
    body = options.body or BODIES / f"{options.connection}.tmpl"
    stack = ("--stack", options.stack) if options.stack else ()
    command = (str(ROOT / ".venv/bin/passerelle"), "account", "--json", "--env", options.env, *stack)
    proof = Proof(
        Door(options.url, options.connection, scheme, secret, options.public_url, options.host),
        body.read_text(),
        options.per_request,
        lambda wanted: effects_of(options.checker, wanted),
        Bookkeeper(command, options.automation),
        options.within,
    )
    print(report.head(options.url), flush=True)
    return _tell(proof.round(ids, options.seed), options.results)


def _tell(done: report.Round, results: Path | None) -> bool:
    print("\n".join(report.lines(done)), flush=True)
    report.keep(done, results)
    return done.holds


if __name__ == "__main__":
    main()
