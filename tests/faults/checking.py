"""How a team counts its effects: a command that gets the ids, one a line, and answers {"id", "effects"} for each."""

import json
import shlex
import subprocess
from collections.abc import Sequence


class CheckerFailed(Exception):
    """The command of the team did not answer as agreed; the text says what is wrong."""


def effects_of(command: str, ids: Sequence[str]) -> dict[str, int]:
    done = subprocess.run(
        shlex.split(command), input="\n".join(ids) + "\n", stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise CheckerFailed(f"The checker ended with {done.returncode}.")
    counts: dict[str, int] = {}
    for line in done.stdout.splitlines():
        try:
            told = json.loads(line)
            counts[str(told["id"])] = int(told["effects"])
        except (ValueError, TypeError, KeyError) as error:
            raise CheckerFailed('The checker has to answer lines like {"id": "...", "effects": 1}.') from error
    if missing := set(ids) - counts.keys():
        raise CheckerFailed(f"The checker says nothing of {len(missing)} ids: it has to answer 0 for what it misses.")
    return counts
