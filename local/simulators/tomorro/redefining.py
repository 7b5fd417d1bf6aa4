"""What an administrator would change in Tomorro's settings: smart fields, options, contract types, templates."""

from dataclasses import replace
from functools import partial

from pydantic import BaseModel, ConfigDict

from local.simulators.chassis.calls import Call, Json, RefusedError, Reply, Route
from local.simulators.tomorro.account import Account
from local.simulators.tomorro.model import ContractType, FieldType, Option, bare


class SmartFieldChanges(BaseModel):
    model_config = ConfigDict(extra="forbid")

    names: dict[str, str] | None = None
    type: FieldType | None = None
    options: tuple[Option, ...] | None = None


class ContractTypeChanges(BaseModel):
    """`mandatory` lists the ids of the smart fields that are, from now on."""

    model_config = ConfigDict(extra="forbid")

    published: bool | None = None
    mandatory: frozenset[str] | None = None
    rules: tuple[Json, ...] | None = None


class TemplateChanges(BaseModel):
    model_config = ConfigDict(extra="forbid")

    published: bool


def routes(account: Account) -> list[Route]:
    return [
        Route("PATCH", "/smart-fields/{id}", partial(_change_field, account)),
        Route("DELETE", "/smart-fields/{id}", partial(_delete_field, account)),
        Route("PATCH", "/contract-types/{id}", partial(_change_type, account)),
        Route("PATCH", "/templates/{id}", partial(_change_template, account)),
    ]


def _change_field(account: Account, call: Call) -> Reply:
    present = account.smart_field(call.params["id"])
    changes = SmartFieldChanges.model_validate(call.json())
    wanted = {name: getattr(changes, name) for name in changes.model_fields_set}
    account.smart_fields[present.id] = replace(present, **wanted)
    return Reply(204)


def _delete_field(account: Account, call: Call) -> Reply:
    """From the contract types too."""
    gone = account.smart_field(call.params["id"]).id
    del account.smart_fields[gone]
    for one in list(account.contract_types.values()):
        _keep(account, replace(one, fields=tuple(each for each in one.fields if each.field_id != gone)))
    return Reply(204)


def _change_type(account: Account, call: Call) -> Reply:
    present = account.contract_type(call.params["id"])
    changes = ContractTypeChanges.model_validate(call.json())
    fields = present.fields
    if changes.mandatory is not None:
        fields = tuple(replace(one, mandatory=one.field_id in changes.mandatory) for one in fields)
    published = present.published if changes.published is None else changes.published
    rules = present.rules if changes.rules is None else changes.rules
    _keep(account, replace(present, fields=fields, published=published, rules=rules))
    return Reply(204)


def _change_template(account: Account, call: Call) -> Reply:
    wanted, changes = bare(call.params["id"]), TemplateChanges.model_validate(call.json())
    for one in account.contract_types.values():
        if wanted in [each.id for each in one.templates]:
            templates = (
                replace(each, published=changes.published) if each.id == wanted else each for each in one.templates
            )
            _keep(account, replace(one, templates=tuple(templates)))
            return Reply(204)
    raise RefusedError(404, "Template not found")


def _keep(account: Account, contract_type: ContractType) -> None:
    account.contract_types[contract_type.id] = contract_type
