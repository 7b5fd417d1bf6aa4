"""What the one suite of all platforms needs to know of each. Adding a platform to it is adding a file to cases/."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from local.simulators import Address
from passerelle.core.events import Change, RecordRef

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """A record of the simulator's seed: some of its fields, the page where people see it, its associations."""

    record: RecordRef
    fields: Json
    url: str | None
    related: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """A line of an exchange, and where the simulator's record shows what was written (JMESPath)."""

    to: str
    value: Any
    at: str


@dataclass(frozen=True, slots=True)
class Records:
    """`plural` is the name of the first record's kind in the simulator's control, `by_person` what it takes for these
    fields. `trigger` is a field of the first record that goes from one value to another. A platform that is only read
    has no `writes`; one that is never asked what changed by time is not `polled`, one that gives a cursor of its own is
    `followed`. `tells_since` is false where nothing tells since when the trigger's field has its value, `tells_options`
    where the fields are listed without their options, `tells_id` where an update has no answer. In the page of
    a record, `{base_url}` is known.
    """

    known: tuple[Known, ...]
    missing: RecordRef
    plural: str
    new: Json
    trigger: Change
    writes: tuple[Written, ...] = ()
    by_person: Callable[[Json], Json] = dict
    has_history: bool = False
    polled: bool = True
    tells_since: bool = True
    tells_options: bool = True
    tells_id: bool = True
    followed: bool = False

    @property
    def first(self) -> RecordRef:
        return self.known[0].record


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Records that arrive once, are polled and never read; `new` is what a person gives to make one."""

    kind: str
    plural: str
    new: Json


@dataclass(frozen=True, slots=True)
class Message:
    """An action that tells people something, and where the simulator's control shows what was posted. `has_id` tells
    whether the platform's answer names the message.
    """

    action: str
    params: Json
    seen_at: str
    has_id: bool = True


@dataclass(frozen=True, slots=True)
class Creation:
    """An action that creates a record of that kind; `plural` is its name in the simulator's control, `at` is where a
    record there holds its values.
    """

    action: str
    kind: str
    plural: str
    values: Json
    at: str = "properties"


@dataclass(frozen=True, slots=True)
class Upsert:
    """An action that updates the record with a key, or else adds it; `plural` is the name of such records in the
    simulator's control. Parameters and values for one that is there, and for one that is not; `told_at` is where a
    record of the control holds its values (JMESPath).
    """

    action: str
    plural: str
    there: tuple[Json, Json]
    new: tuple[Json, Json]
    told_at: str = "@"


@dataclass(frozen=True, slots=True)
class Simulated:
    """How a person asks the simulator to call us, and makes it do so (given the control and the subscription's id)."""

    subscribe_at: str
    subscription: Json
    cause: Callable[[httpx.Client, str], object]


@dataclass(frozen=True, slots=True)
class Hook:
    """`item` is what the sender tells of one event, `body` the body that holds such items, `sign` its proof.

    `event` is what the item becomes: kind, record, changes. `unknown` makes of an item one that the manifest does not
    describe. `greets` is what it asks before it sends, and the answer it wants. `signs_body` and `signs_time` are false
    for senders that only show a password.
    """

    secret: tuple[str, str]
    sign: Callable[[bytes, str, datetime], dict[str, str]]
    item: Json
    event: tuple[str, RecordRef, tuple[Change, ...]]
    unknown: Callable[[Json], Json]
    body: Callable[[list[Json]], Any]
    signs_body: bool = True
    signs_time: bool = True
    simulated: Simulated | None = None
    greets: tuple[Json, str] | None = None


WRONG_CLIENT = ("Vérifiez l'identifiant et le secret", "Check the id and the secret")
"""Where the secret is that of an application, which asks for tokens with it."""


@dataclass(frozen=True, slots=True)
class Storage:
    """An action that stores files in that folder. `stored_as` tells the name under which the simulator's control shows
    a file of that folder and name; `keeps_names` whether a name may stand there only once.
    """

    folder: str
    stored_as: Callable[[str, str], str] = lambda folder, name: f"{folder}/{name}"
    action: str = "archive_signed_files"
    keeps_names: bool = True


@dataclass(frozen=True, slots=True)
class PlatformCase:
    """`wait_s` is how long a 429 that announces no wait holds everybody back. In secrets, `{base_url}` is known: for a
    platform whose address is one; in settings, `{origin}`. `wrong_secrets` are those that have to be written otherwise
    to be wrong; where `refuses_secrets` is false, the address alone lets in, and a wrong one is no credential.
    Where `needs_secrets` is false, an account may do without any.
    `acts_by` is the method of the request that acts, where others go before it.
    `api` is a pattern of the paths of its API where its simulator is asked for tokens too, `refused` what a person is
    told to check when the secret is wrong.
    """

    name: str
    base_url: Callable[[Address], str] = lambda address: address.url
    secrets: Mapping[str, str] = field(default_factory=dict)
    wrong_secret: str = "an-old-secret-value"
    wrong_secrets: Mapping[str, str] = field(default_factory=dict)
    refuses_secrets: bool = True
    needs_secrets: bool = True
    settings: Json = field(default_factory=dict)
    api: str = ""
    refused: tuple[str, str] = ("Vérifiez la clé enregistrée", "Check the key stored")
    wait_s: float = 0
    acts_by: str | None = None
    records: Records | None = None
    arrivals: Arrivals | None = None
    creation: Creation | None = None
    upsert: Upsert | None = None
    message: Message | None = None
    storage: Storage | None = None
    hook: Hook | None = None
