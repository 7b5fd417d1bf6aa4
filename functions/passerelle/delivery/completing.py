"""An event that tells that its record changed, and not to what: the present values are read before all else."""

from dataclasses import replace

from passerelle.core.events import UNKNOWN, Change, Event
from passerelle.delivery.ports import Platforms
from passerelle.errors import RemoteRefused
from passerelle.platforms.polled_events import flat


def lacks_values(event: Event) -> bool:
    """Senders that keep personal data out of their webhooks name the fields that changed at most."""
    if event.kind != "changed" or event.tries is not None:
        return False
    return not event.changes or any(change.value is UNKNOWN for change in event.changes)


def with_values(event: Event, watched: frozenset[str], platforms: Platforms) -> Event:
    """With the fields that it names or, where it names none, with all that automations watch: what did not change is
    told apart by what was last seen. A record that is gone by now has nothing to tell.
    """
    wanted = watched & {change.field for change in event.changes} if event.changes else watched
    told = tuple(change for change in event.changes if change.value is not UNKNOWN)
    platform = platforms(event.connection)
    if not wanted or not platform.reads(event.record.kind):
        return replace(event, changes=told)
    try:
        values = flat(platform.read(event.record, frozenset(name.partition(".")[0] for name in wanted)))
    except RemoteRefused as error:
        if error.code != "not_found":
            raise
        return replace(event, changes=told)
    read = (Change(name, values[name]) for name in sorted(wanted - {change.field for change in told}) if name in values)
    return replace(event, changes=(*told, *read))
