"""What this Tomorro account defines (smart fields, options, templates, members), by the names people use for it.

Kept in the process for ten minutes; what is not found is looked for once more in a fresh list before it is refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from passerelle.platforms.tomorro import models, refusals
from passerelle.platforms.tomorro.client import FieldOwner, TomorroClient
from passerelle.platforms.tomorro.names import closest, key, same_id

KEPT_FOR: Final = timedelta(minutes=10)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _List:
    name: tuple[str, ...]
    load: Callable[[], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Kept:
    until: datetime
    value: Any


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`kept` may outlive it: a client rebuilt with another key goes on with what is known of the same account."""

    client: TomorroClient
    clock: Callable[[], datetime]
    kept: dict[tuple[str, ...], Kept] = field(default_factory=dict, repr=False)

    def smart_fields(self, owner: FieldOwner) -> Sequence[models.SmartField]:
        return self._cached(self._fields(owner))

    def smart_field(self, reference: str, owner: FieldOwner = "contract") -> models.SmartField:
        """`reference` is a name, or `field:ID` where two fields share a name."""
        by_id = reference.removeprefix("field:") if reference.startswith("field:") else None

        def wanted(one: models.SmartField) -> bool:
            return same_id(one.id, by_id) if by_id else key(one.name) == key(reference)

        fields = self._fields(owner)
        found = self._find(fields, wanted)
        if len(found) > 1:
            raise refusals.ambiguous_field(reference)
        if not found:
            raise refusals.unknown_field(reference, closest(reference, (one.name for one in self._cached(fields))))
        return found[0]

    def field_name(self, field_id: str, owner: FieldOwner = "contract") -> str:
        """For people; the id itself when the field is not one of that owner's."""
        known: Sequence[models.SmartField] = self._cached(self._fields(owner))
        return next((one.name for one in known if same_id(one.id, field_id)), field_id)

    def option(self, smart_field: models.SmartField, label: str) -> models.Option:
        """By its label in any language, or by its id, which survives a renaming."""

        def wanted(one: models.Option) -> bool:
            return same_id(one.id, label) or any(key(each.value) == key(label) for each in one.translations)

        options = self._options(smart_field.id)
        found = self._find(options, wanted)
        if len(found) != 1:
            labels = (self.label(one) for one in self._cached(options))
            raise refusals.unknown_option(smart_field.name, closest(label, labels))
        return found[0]

    def options(self, field_id: str) -> Sequence[models.Option]:
        return self._cached(self._options(field_id))

    def label(self, option: models.Option) -> str:
        """In the connection's language when the option has it."""
        language = self.client.settings.option_language.casefold()
        preferred = (each.value for each in option.translations if each.language.casefold() == language)
        return next(preferred, option.translations[0].value if option.translations else option.id)

    def member(self, reference: str) -> models.Member:
        """By e-mail address or by id."""

        def wanted(one: models.Member) -> bool:
            return same_id(one.id, reference) or (one.address is not None and key(one.address) == key(reference))

        found = self._find(_List(("members",), self.client.members), wanted)
        if not found:
            raise refusals.unknown_member()
        return found[0]

    def contract_types(self, *, published: bool | None = None) -> Sequence[models.ContractType]:
        name = ("contract_types", str(published))
        return self._cached(_List(name, lambda: self.client.contract_types(published=published)))

    def templates(self, contract_type_id: str) -> Sequence[models.Template]:
        return self._cached(self._templates(contract_type_id))

    def template(self, contract_type_id: str, template_id: str) -> models.Template:
        def wanted(one: models.Template) -> bool:
            return same_id(one.id, template_id)

        found = self._find(self._templates(contract_type_id), wanted)
        if not found:
            raise refusals.unknown_template(template_id)
        return found[0]

    def creation_form(self, contract_type_id: str, template_id: str) -> models.CreationForm:
        def load() -> Sequence[models.CreationForm]:
            return [self.client.creation_form(contract_type_id, template_id)]

        form: models.CreationForm = self._cached(_List(("form", contract_type_id, template_id), load))[0]
        return form

    def custom_object(self, object_id: str) -> models.CustomObject:
        """The model of a dynamic table. Nothing lists them: an id is all there is to name one by."""
        asked = _List(("custom_object", object_id), lambda: [self.client.custom_object(object_id)])
        table: models.CustomObject = self._cached(asked)[0]
        return table

    def _options(self, field_id: str) -> _List:
        return _List(("options", field_id), lambda: self.client.options(field_id))

    def _templates(self, contract_type_id: str) -> _List:
        return _List(("templates", contract_type_id), lambda: self.client.templates(contract_type_id))

    def _fields(self, owner: FieldOwner) -> _List:
        return _List(("smart_fields", owner), lambda: self.client.smart_fields(owner))

    def _find(self, wanted_list: _List, wanted: Callable[[_T], bool]) -> list[_T]:
        before = self.kept.get(wanted_list.name)
        found = [one for one in self._cached(wanted_list) if wanted(one)]
        served_from_memory = before is not None and self.kept[wanted_list.name] is before
        if not found and served_from_memory:
            del self.kept[wanted_list.name]
            return [one for one in self._cached(wanted_list) if wanted(one)]
        return found

    def _cached(self, wanted_list: _List) -> Sequence[Any]:
        kept = self.kept.get(wanted_list.name)
        if kept is None or self.clock() >= kept.until:
            kept = Kept(until=self.clock() + KEPT_FOR, value=wanted_list.load())
            self.kept[wanted_list.name] = kept
        value: Sequence[Any] = kept.value
        return value
