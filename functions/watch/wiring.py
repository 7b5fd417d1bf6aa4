"""What the watch function is made of: the journal alone, none of the platforms."""

import os
from datetime import UTC, datetime
from functools import cache

from passerelle.journal import table
from passerelle.journal.bodies import Bodies
from passerelle.journal.journal import Journal
from passerelle.settings import WatchSettings


def now() -> datetime:
    return datetime.now(UTC)


@cache
def journal() -> Journal:
    settings = WatchSettings.from_env(os.environ)
    return Journal(table.connect(settings.table_name), Bodies.of(settings.bucket_name))
