"""config/platforms/NAME.yaml: how a kind of software speaks. Adding one takes no Python."""

from typing import Any, Literal

from pydantic import Field

from passerelle.configuration.auth_file import Auth
from passerelle.configuration.call_file import Call, Cursor, Instant, Listing
from passerelle.configuration.connection_file import Pace
from passerelle.configuration.error_file import ErrorRow
from passerelle.configuration.model import BothLanguages, FileModel, Filled, Key, Name
from passerelle.configuration.sign_file import Proof
from passerelle.configuration.subscription_file import Subscription
from passerelle.configuration.told_record import Told
from passerelle.configuration.upload_file import Upload
from passerelle.core.schema import FieldType
from passerelle.core.steps import Nature
from passerelle.platforms.receiving import Receiving
from passerelle.platforms.strict import Jmespath


class Setting(FileModel):
    """Something an account may change: what is assumed about the platform, and where it lives."""

    about: Filled = Field(description="What it is and when to change it.")
    default: Any = Field(
        default=None, description="Its value where the connection gives none; without a default, it must be given."
    )


class Secret(FileModel):
    """A credential, by name only: its value is in SSM, and in no file."""

    about: Filled = Field(description="What it is and where to find it.")
    use: Literal["receive", "call"] = Field(
        description="`receive`: it proves who calls us; `call`: it proves who we are."
    )
    optional: bool = Field(
        default=False,
        description="With `call`: whether an account may do without it. What would carry it is then not sent.",
    )


class History(FileModel):
    """How to ask which values a field had. `take` gives a map from field to its versions."""

    request: Call = Field(description="The request; {id} and {field} are known.")
    value: Jmespath = Field(description="JMESPath of a version's value.")
    at: Instant = Field(description="When the version began.")


class Poll(Listing):
    """How to ask which records changed. {since} is the moment up to which all is known, {until} the present one: as
    text (`2026-03-02T09:00:00Z`), and as {since_s}, {since_ms} (since 1970) and {since_date} (`2026-03-02`). A list
    with neither `changed_at` nor `cursor` is looked at whole, each time, and what was seen before is told apart: it
    must fit into `max_pages`."""

    request: Call = Field(
        description="The request; {since}, {until}, {cursor}, {page} and {fields} are known. Its `take` gives the "
        "records, oldest change first."
    )
    cursor: Cursor | None = Field(
        default=None,
        description="What the platform itself gives for how far one has read; without it, it is asked by time.",
    )
    id: Jmespath = Field(default="id", description="JMESPath of a record's id.")
    changed_at: Instant | None = Field(
        default=None,
        description="When the record last changed; without it, that is the moment at which a poll finds it.",
    )
    created_at: Instant | None = Field(
        default=None, description="When the record was created; without it, creations are not told."
    )
    created: Jmespath | None = Field(
        default=None,
        description="Holds for a record that was created, where no time tells; where the list is looked at whole, "
        "`` `true` ``: a record that nothing has told before counts as created.",
    )
    deleted: Jmespath | None = Field(default=None, description="Holds for a record that was deleted.")
    read_back: bool = Field(
        default=False, description="Whether the list gives ids only: the values are those of the record's `read`."
    )
    fields: Jmespath = Field(
        default="@", description="Path of the map of the record's fields; what is below another is named `a.b`."
    )
    taken_at: dict[str, Instant] = Field(
        default={},
        description="Since when a field has its present value, where the record tells: it is no news before that.",
    )
    overlap_s: int = Field(default=300, ge=0, description="How many seconds a change may take to be found.")
    resolution_s: int = Field(
        default=1,
        ge=1,
        description="What the platform rounds {since} to: 60 where it ignores seconds, 86400 where it knows days only.",
    )
    every_s: int = Field(
        default=0,
        ge=0,
        description="Seconds that pass at least between two polls, where the platform does not want to be asked as "
        "often as the schedule would.",
    )
    max_pages: int = Field(
        default=50, ge=1, description="Pages to read at most in one go; the rest comes with the next."
    )


class OptionPaths(FileModel):
    """Where an option says what it is."""

    value: Jmespath = Field(default="value", description="JMESPath of what is stored when it is chosen.")
    label: Jmespath = Field(default="label", description="JMESPath of what people see.")
    archived: Jmespath | None = Field(
        default=None, description="JMESPath that is true when nobody can choose it any more."
    )


class FieldList(Listing):
    """How to ask which fields a kind of record has: an automation is checked against them. What is below another field
    is named as paths name it: `custom_fields.a1b2`."""

    request: Call = Field(description="The request; {page} is known. Its `take` gives the list of fields.")
    name: Jmespath = Field(default="name", description="JMESPath of a field's name, as paths and updates use it.")
    title: Jmespath = Field(default="label", description="JMESPath of what people call it.")
    type: Jmespath = Field(default="type", description="JMESPath of the platform's word for its type.")
    types: dict[str, FieldType] = Field(
        default={}, description="Our type by the platform's word; a word that is not there is `any`."
    )
    read_only: Jmespath | None = Field(default=None, description="Holds when the field cannot be written.")
    options: Jmespath = Field(default="options", description="JMESPath of the list of its options.")
    option: OptionPaths = Field(default=OptionPaths(), description="Where an option says what it is.")
    more: dict[str, FieldType] = Field(default={}, description="Fields that records have and the list does not tell.")


class Record(FileModel):
    """A kind of record."""

    title: BothLanguages = Field(description="What people call it.")
    gender: Literal["masculine", "feminine"] = Field(
        default="masculine", description="The gender of the French title, for the sentences that are made with it."
    )
    names: dict[Key, str] = Field(
        default={}, description="Names for the texts of this record's requests, such as `object: deals`."
    )
    choices: dict[str, list[str]] = Field(
        default={},
        description="By field, all values that it can have, where they are the same for every account: `check` "
        "refuses a trigger or a condition that waits for another one.",
    )
    url: Filled | None = Field(default=None, description="The page where a person sees the record; {id} is known.")
    read: Call | None = Field(
        default=None,
        description="How to read one; {id} and {fields} are known. Without it, the event's data is the record.",
    )
    told: Told | None = Field(
        default=None, description="How an event's data becomes the record, where it is not read. Without it: as it is."
    )
    related: dict[Key, Call] = Field(
        default={}, description="How to list the ids of associated records, by their kind."
    )
    history: History | None = Field(default=None, description="How to ask for former values.")
    fields: FieldList | None = Field(
        default=None,
        description="How to ask which fields it has: `check --online` and the watch over drift hold automations "
        "against them.",
    )
    poll: Poll | None = Field(
        default=None, description="How to ask for what changed; without it, the record cannot be polled."
    )


class Find(Listing):
    """How to find again what a request created, when its answer was lost. Our mark is a short text, such as
    `psr-1f2e3d4c5b6a`, of one step of one run. What is created has to carry it to where a list can show it: a field of
    its own, a reference, a text."""

    request: Call = Field(
        description="The request; {mark}, {since} in its forms (two minutes before our request), {page}, "
        "{id} and the step's own parameters are known. `take` gives the list to look through."
    )
    mark_at: Jmespath = Field(description="JMESPath, in an item, of the value that holds our mark, wherever in it.")
    result: dict[Key, Jmespath] = Field(
        default={}, description="What to keep of the item, where its form is not that of the answer: name: JMESPath."
    )
    max_pages: int = Field(
        default=20, ge=1, description="Pages to read; where there are more, nothing is known, and the run is parked."
    )


class Lookup(FileModel):
    """What is read just before the request of an action, each time that it is made: whether the thing is there, and
    what the request needs to know of it, such as its row or its version for `If-Match`. With `otherwise`, an action
    that updates or creates may be repeated (`set`) where the list shows at once what was written; an index that lags
    would make a second one. The paths of `result` then look into a map of the `answer`, of what the lookup gives, and
    of the parameters."""

    request: Call = Field(
        description="The request; {id}, {mark} and the step's own parameters are known. With `where`, it looks for one "
        "item. With `table`, the action's request knows {cells}: the values in the order of the columns."
    )
    gives: dict[Key, Jmespath] = Field(
        default={}, description="Names for the action's request: name: path of what was found."
    )


class Param(FileModel):
    """A parameter of an action."""

    about: Filled = Field(description="What it is.")
    default: Any = Field(
        default=None, description="Its value where the step gives none; one without a default must not come out empty."
    )
    form: Literal["any", "line", "addresses"] = Field(
        default="any",
        description="What it has to be, or the run is parked: `line`: one line, without a line break; `addresses`: a "
        "list of e-mail addresses, or a text with commas between them. Requests know it as a list.",
    )
    most: int = Field(default=10, ge=1, description="With `addresses`: how many at most.")
    html: Key | None = Field(
        default=None, description="A name under which requests know the text as HTML too, with all of it escaped."
    )


class ManifestAction(FileModel):
    """Something that can be asked of the platform."""

    about: BothLanguages = Field(description="What it does, as an infinitive.")
    nature: Nature = Field(
        description="`set`: repeatable; `create`: not repeatable, but found again by `find`; `notify`: neither, "
        "and it cannot be read back."
    )
    request: Call = Field(description="The request; {id}, {values}, {mark} and the step's own parameters are known.")
    lookup: Lookup | None = Field(default=None, description="What is read just before the request.")
    otherwise: Call | None = Field(
        default=None,
        description="The request in its place where `lookup` finds nothing: update a row, or else append it. Without "
        "it, the action is refused (`not_found`).",
    )
    find: Find | None = Field(
        default=None,
        description="How what was created is found again when the answer was lost; required with `create`, for "
        "nothing else.",
    )
    upload: Upload | None = Field(
        default=None,
        description="How it stores the files of the trigger's record: its request sends each of them. With `create`.",
    )
    mark_as: Filled | None = Field(
        default=None,
        description="The field, among the values, in which our mark is sent; settings are known. Without it, the "
        "request names {mark} itself.",
    )
    makes: Key | None = Field(
        default=None,
        description="The kind of record that it creates: it is then linked to the trigger's. Its `result` needs "
        "an `id`.",
    )
    params: dict[Key, Param] = Field(
        default={},
        description="The step's parameters. One without a default that comes out empty parks the run "
        "(`missing_value`).",
    )
    on_record: bool = Field(default=False, description="Whether it works on a record: the step then says which.")
    result: dict[Key, Jmespath] = Field(default={}, description="What to keep of the answer: name: JMESPath.")
    clear: str | None = Field(
        default=None,
        description='What empties a field, such as `""`, for `update_record`: a purge takes back with it what a '
        "test wrote. Without it, a person empties the field.",
    )
    escape: Literal["none", "slack", "file_name"] = Field(
        default="none", description="How texts that an automation takes from its data are escaped."
    )


class Calling(FileModel):
    """How to call the platform."""

    headers: dict[str, str] = Field(
        default={}, description="Sent with every request; {secret.NAME} is known here, in `address` and in `auth`."
    )
    auth: Auth | None = Field(
        default=None, description="How access is obtained, where a header that holds a secret is not enough."
    )
    address: Filled | None = Field(
        default=None,
        description="Where every request goes, in place of `base_url`, where the address is itself a secret: "
        "`{secret.NAME}`. It is told nowhere.",
    )
    sign: list[Proof] = Field(default=[], description="How each request proves who sent it, besides its headers.")
    limits: Pace | None = Field(
        default=None,
        description="How fast an account may call: one limit, or a list of limits that hold together; "
        "100 requests in 10 seconds where it is not said.",
    )
    errors: list[ErrorRow] = Field(
        default=[],
        description="Answers that do not mean what their status says; read before the table that all platforms share.",
    )


class ManifestFile(FileModel):
    platform: Name = Field(description="The platform's name: the file's name without .yaml.")
    title: Filled = Field(description="What people call it.")
    family: Literal["contracts", "crm", "hris", "storage", "forms", "messaging", "signature", "generic"] = Field(
        description="The family it belongs to."
    )
    native: Literal["tomorro"] | None = Field(
        default=None, description="`tomorro`: its reads and actions are written in Python; no other value exists."
    )
    settings: dict[Key, Setting] = Field(
        default={}, description="What an account may change. `base_url` is where every request goes."
    )
    secrets: dict[Key, Secret] = Field(default={}, description="The credentials.")
    receive: Receiving | None = Field(default=None, description="What its webhooks look like.")
    call: Calling = Field(default=Calling(), description="How to call it.")
    any_record: bool = Field(
        default=False, description="Whether records of any kind may come, known by their events alone."
    )
    records: dict[Key, Record] = Field(default={}, description="The kinds of records it has.")
    any_read: Call | None = Field(
        default=None,
        description="With `any_record`: how to read a record of any kind; {kind}, {id} and {fields} are known.",
    )
    actions: dict[Key, ManifestAction] = Field(default={}, description="What can be asked of it.")
    probe: Call | None = Field(
        default=None,
        description="A harmless read that any key may make, to tell that the key works. Without it, `check "
        "--online` does not try the key.",
    )
    webhooks: Call | None = Field(
        default=None,
        description="How to ask which addresses the platform calls; `take` gives the list of addresses. Without "
        "it, people are told to look themselves.",
    )
    subscriptions: dict[Key, Subscription] = Field(
        default={},
        description="Webhooks that `passerelle connect` makes by a request, and that watch renews before their end.",
    )
    onboarding: list[BothLanguages] = Field(
        default=[],
        description="What a person does, step by step, for the platform to call us: `verify-webhook` shows it.",
    )
