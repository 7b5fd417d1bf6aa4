"""What contracts are made of: contract types, templates, creation forms, smart fields and their options."""

from local.simulators.chassis.calls import Call, Json, RefusedError, Reply
from local.simulators.tomorro.account import Account
from local.simulators.tomorro.listing import Listing, listed
from local.simulators.tomorro.model import ContractType, Option, SmartField, Template, bare
from local.simulators.tomorro.switches import Shape


def list_contract_types(account: Account, call: Call) -> Reply:
    listing = Listing[ContractType](
        name="contractTypes",
        shape=Shape.P2,
        view=lambda one: {
            "id": one.id,
            "name": one.name,
            "templates": [_template_view(account, one, template) for template in one.usable_templates],
        },
        identify=lambda one: one.id,
        filters={"isPublished": lambda one: "true" if one.published else "false"},
        sorts={},
    )
    return listed(listing, list(account.contract_types.values()), call, account.switches)


def list_templates(account: Account, call: Call) -> Reply:
    contract_type = account.contract_type(call.params["id"])
    listing = Listing[Template](
        name="templates",
        shape=Shape.P5,
        view=lambda one: _template_view(account, contract_type, one),
        identify=lambda one: one.id,
        filters={},
        sorts={},
    )
    return listed(listing, contract_type.usable_templates, call, account.switches)


def get_creation_form(account: Account, call: Call) -> Reply:
    contract_type = account.contract_type(call.params["id"])
    template_id = call.one("templateId")
    if template_id and bare(template_id) not in [one.id for one in contract_type.usable_templates]:
        raise RefusedError(404, "Template not found")
    fields = [
        {"smartFieldId": one.field_id, "typeAttributeId": one.id, "reasons": ["explicitMandatory"], "required": True}
        for one in contract_type.fields
        if one.mandatory
    ]
    return Reply(body={"fields": fields, "fieldsCount": len(fields), "rules": list(contract_type.rules)})


def list_smart_fields(account: Account, call: Call) -> Reply:
    language = call.one("lang")
    listing = Listing[SmartField](
        name="smartFields",
        shape=Shape.P1,
        view=lambda one: smart_field_view(one, language),
        identify=lambda one: one.id,
        filters={"object": lambda one: one.on.value},
        sorts={},
    )
    return listed(listing, list(account.smart_fields.values()), call, account.switches)


def list_options(account: Account, call: Call) -> Reply:
    part = (call.one("term") or "").casefold()
    options = account.smart_field(call.params["id"]).options
    found = [one for one in options if any(part in label.casefold() for label in one.labels.values())]
    return listed(_OPTIONS, found, call, account.switches)


def smart_field_view(smart_field: SmartField, language: str | None = None) -> Json:
    name = smart_field.names.get(language or "", smart_field.name)
    return {"id": smart_field.id, "name": name, "type": smart_field.type.value}


def _option_view(option: Option) -> Json:
    """The items of `integrationMappings` are an assumption: their shape was never seen."""
    return {
        "id": option.id,
        "translations": [{"language": language, "value": label} for language, label in option.labels.items()],
        "integrationMappings": [{"integration": name, "value": value} for name, value in option.mappings.items()],
    }


_OPTIONS = Listing[Option](
    name="options",
    shape=Shape.P1,
    view=_option_view,
    identify=lambda one: one.id,
    filters={},
    sorts={},
)


def _template_view(account: Account, contract_type: ContractType, template: Template) -> Json:
    return {
        "id": template.id,
        "language": template.language,
        "smartFields": [
            {
                "id": one.field_id,
                "name": account.smart_fields[one.field_id].name,
                "defaultValue": None,
                "isMandatory": one.mandatory,
            }
            for one in contract_type.fields
        ],
    }
