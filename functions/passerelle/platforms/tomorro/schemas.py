"""What this Tomorro account defines today, in the form that checks understand: records, and what its actions take."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from passerelle.core.form_rules import Rule, read_rule
from passerelle.core.schema import WITH_OPTIONS, Field, FieldType, Option, RecordSchema, TargetSchema, folded
from passerelle.errors import RemoteRefused
from passerelle.platforms.tomorro import counterparty_changes, members, models, targets
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import FieldOwner
from passerelle.platforms.tomorro.names import key, plain_id, same_id
from passerelle.platforms.tomorro.offers import CONTRACT, COUNTERPARTY, MEMBER, Offer, offer_of
from passerelle.platforms.tomorro.settings import FieldKind
from passerelle.platforms.tomorro.values import kind_of

STATUSES: Final = ("draft", "negotiating", "signing", "signed", "canceled")

_TYPES: Final[Mapping[FieldKind, FieldType]] = {
    FieldKind.TEXT: FieldType.TEXT,
    FieldKind.NUMBER: FieldType.NUMBER,
    FieldKind.DATE: FieldType.DATE,
    FieldKind.CHOICE: FieldType.CHOICE,
    FieldKind.CHOICES: FieldType.CHOICES,
    FieldKind.BOOLEAN: FieldType.BOOLEAN,
    FieldKind.RICH_TEXT: FieldType.RICH_TEXT,
}
_PLAIN: Final[Mapping[str, Mapping[str, FieldType]]] = {
    "contract": {
        **dict.fromkeys(("id", "url", "name", "template_id"), FieldType.TEXT),
        **dict.fromkeys(("created_at", "updated_at", "start_at", "end_at", "signature_date"), FieldType.DATETIME),
        **dict.fromkeys(("counterparty.id", "counterparty.name"), FieldType.TEXT),
        **dict.fromkeys(("contract_type.id", "contract_type.name"), FieldType.TEXT),
        **dict.fromkeys(("fields", "signatories", "integration", "clauses", "signed_files"), FieldType.ANY),
        "status": FieldType.CHOICE,
    },
    "counterparty": {
        **dict.fromkeys(("id", "url", "name"), FieldType.TEXT),
        **dict.fromkeys(("created_at", "updated_at"), FieldType.DATETIME),
        "fields": FieldType.ANY,
        "status": FieldType.CHOICE,
    },
    "member": {
        **dict.fromkeys(("id", "url", "email", "first_name", "last_name"), FieldType.TEXT),
        **dict.fromkeys(("role", "status"), FieldType.CHOICE),
        **dict.fromkeys(("created_at", "updated_at"), FieldType.DATETIME),
        "groups": FieldType.ANY,
    },
    "clause": {
        **dict.fromkeys(("id", "url", "name", "description", "text"), FieldType.TEXT),
        "languages": FieldType.ANY,
    },
}
_OWNERS: Final[Mapping[str, FieldOwner]] = {"contract": "contract", "counterparty": "external_party"}
_SMART: Final[Mapping[str, FieldOwner]] = {
    targets.FIELD_BY_NAME: "contract",
    targets.COUNTERPARTY_FIELD: "external_party",
}
_WORDS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    CONTRACT: {"status": STATUSES},
    COUNTERPARTY: {"status": counterparty_changes.STATUSES},
    MEMBER: {"status": members.STATUSES, "role": members.ROLES},
}
_CHOSEN: Final[Mapping[str, tuple[str, ...]]] = {
    targets.COUNTERPARTY_STATUS: counterparty_changes.STATUSES,
    targets.MEMBER_STATUS: members.STATUSES,
    targets.MEMBER_ROLE: members.ROLES,
}


@dataclass(frozen=True, slots=True)
class TomorroSchemas:
    """`wanted` names the fields whose options are asked for, each of which costs a call."""

    catalogue: Catalogue

    def record(self, kind: str, wanted: frozenset[str]) -> RecordSchema | None:
        if kind not in _PLAIN:
            return None
        plain = {name: Field(name, name, of_type) for name, of_type in _PLAIN[kind].items()}
        for name, words in _WORDS.get(kind, {}).items():
            plain[name] = replace(plain[name], options=tuple(Option(word, (word,)) for word in words))
        # Without this one, any name below `fields` would be taken for one that exists.
        plain.pop("fields", None)
        smart = self._fields(_OWNERS[kind], "fields.", wanted) if kind in _OWNERS else ()
        return RecordSchema(kind, {**plain, **{one.name: one for one in smart}})

    def target(
        self, action: str, params: Mapping[str, Any], kind: str | None, wanted: frozenset[str]
    ) -> TargetSchema | None:
        offer = offer_of(action, kind)
        if offer is None:
            return None
        if action == "create_contract":
            return self._creation(offer, params, wanted)
        smart = [
            one
            for prefix, owner in _SMART.items()
            if prefix in offer.fields
            for one in self._fields(owner, prefix, wanted)
        ]
        known = self._target(offer, smart)
        if "table" in offer.needs:
            return self._table(known, _text(params, "table"))
        if "by" not in offer.takes:
            return known
        parties = tuple(Option(one.name) for one in self.catalogue.smart_fields("external_party"))
        return replace(known, params={"by": parties})

    def _table(self, known: TargetSchema, table_id: str | None) -> TargetSchema:
        """Its columns, where the table is named and is there."""
        if table_id is None:
            return known
        try:
            table = self.catalogue.custom_object(table_id)
        except RemoteRefused as error:
            if error.code != "not_found":
                raise
            return replace(known, params={"table": ()})
        columns = tuple(self._field(one, "", set()) for one in table.columns)
        rows = replace(known.fields[targets.ROWS], type=FieldType.ROWS, columns=columns)
        return replace(known, fields={targets.ROWS: rows}, params={"table": (Option(table_id, (table.name,)),)})

    def _creation(self, offer: Offer, params: Mapping[str, Any], wanted: frozenset[str]) -> TargetSchema:
        """The form and the template's own fields are asked for only when both are there."""
        contract, party = (
            self._fields("contract", "field.", wanted),
            self._fields("external_party", targets.COUNTERPARTY_FIELD, wanted),
        )
        types = self._contract_types()
        chosen = next((one for one in types if same_id(one.value, _text(params, "contract_type"))), None)
        templates = [] if chosen is None else self.catalogue.templates(chosen.value)
        template = next((one for one in templates if same_id(one.id, _text(params, "template"))), None)
        known = self._target(offer, (*contract, *party))
        given = {"contract_type": types}
        if chosen is not None:
            given["template"] = tuple(_template_option(one) for one in templates)
        if chosen is None or template is None:
            return replace(known, params=given)
        form = self.catalogue.creation_form(chosen.value, template.id)
        filled = {plain_id(one.id) for one in template.smart_fields if one.default_value is not None}
        needed = {plain_id(one.smart_field_id) for one in form.fields if one.required} - filled
        fields = {
            name: replace(one, required=True) if one.id in needed and name.startswith("field.") else one
            for name, one in known.fields.items()
        }
        by_name = targets.COUNTERPARTY_ID not in wanted
        fields[targets.COUNTERPARTY_NAME] = replace(fields[targets.COUNTERPARTY_NAME], required=by_name)
        shown = {plain_id(one.id) for one in template.smart_fields}
        return replace(
            known,
            fields=fields,
            params=given,
            rules=tuple(_rules(form.rules, fields.values())),
            shown=frozenset(name for name, one in fields.items() if not one.id or one.id in shown or _of_party(name))
            if shown
            else None,
        )

    def _target(self, offer: Offer, smart: Sequence[Field]) -> TargetSchema:
        """A smart field may be named in any case, or by its id."""
        several = Counter(folded(one.name) for one in smart)
        plain = {to: _plain(to, required=offer.required == (to,)) for to in offer.plain}
        named = {one.name: one for one in smart}
        by_id = {folded(f"field:{one.id}"): one.name for one in smart if not _of_party(one.name)}
        return TargetSchema(
            fields={**plain, **named},
            aliases={**{folded(name): name for name in named}, **by_id},
            ambiguous=frozenset(name for name in named if several[folded(name)] > 1),
        )

    def _contract_types(self) -> tuple[Option, ...]:
        published = {plain_id(one.id) for one in self.catalogue.contract_types(published=True)}
        return tuple(
            Option(plain_id(one.id), (one.name,), plain_id(one.id) not in published)
            for one in self.catalogue.contract_types()
        )

    def _fields(self, owner: FieldOwner, prefix: str, wanted: frozenset[str]) -> tuple[Field, ...]:
        asked = {folded(name) for name in wanted}
        return tuple(self._field(one, prefix, asked) for one in self.catalogue.smart_fields(owner))

    def _field(self, one: models.SmartField, prefix: str, asked: set[str]) -> Field:
        settings = self.catalogue.client.settings
        of_type = _TYPES.get(kind_of(one, settings), FieldType.ANY)
        name = f"{prefix}{one.name}"
        identifier = plain_id(one.id)
        is_asked = bool({folded(name), folded(f"field:{identifier}")} & asked)
        return Field(
            name=name,
            title=one.name,
            type=of_type,
            # The one computed field that Tomorro's pages name; nothing in its answers tells of others.
            writable=key(one.name) != key(settings.signature_date_field),
            options=self._options(one.id) if is_asked and of_type in WITH_OPTIONS else (),
            id=identifier,
            takes_labels=True,
        )

    def _options(self, field_id: str) -> tuple[Option, ...]:
        language = self.catalogue.client.settings.option_language.casefold()
        return tuple(
            Option(
                plain_id(one.id),
                tuple(
                    each.value
                    for each in sorted(one.translations, key=lambda each: each.language.casefold() != language)
                ),
            )
            for one in self.catalogue.options(field_id)
        )


def _rules(raw: Any, fields: Iterable[Field]) -> Iterable[Rule]:
    """A rule about a fact that is no field of ours cannot be told."""
    known = {one.id for one in fields if one.id}
    for one in raw if isinstance(raw, list) else ():
        rule = read_rule(one) if isinstance(one, dict) else None
        if rule is None:
            continue
        strange = sorted(rule.facts() - known) if rule.unread is None else []
        yield replace(rule, unread=strange[0]) if strange else rule


def _plain(to: str, *, required: bool) -> Field:
    words = _CHOSEN.get(to)
    if words is None:
        return Field(to, to, FieldType.ANY, required=required)
    return Field(to, to, FieldType.CHOICE, options=tuple(Option(word, (word,)) for word in words), takes_labels=True)


def _template_option(template: models.Template) -> Option:
    words = (template.name, template.language)
    return Option(plain_id(template.id), tuple(word for word in words if word))


def _of_party(name: str) -> bool:
    return name.startswith(targets.COUNTERPARTY_FIELD)


def _text(params: Mapping[str, Any], name: str) -> str | None:
    value = params.get(name)
    return value if isinstance(value, str) else None
