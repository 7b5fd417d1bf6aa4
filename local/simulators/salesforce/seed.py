"""The Salesforce organisation that the simulator starts with."""

from typing import Any, Final

CLIENT_ID: Final = "salesforce-local-consumer-key"
CLIENT_SECRET: Final = "salesforce-local-consumer-secret"  # noqa: S105 - invented, for the simulator alone
SESSION_ID: Final = "00D-local-live-session-id"
ORGANIZATION_ID: Final = "00D000000000001EAA"
ADDRESS: Final = "salesforceLocalAddress0123456789"

OPPORTUNITY_ID: Final = "006000000000001AAA"
ACCOUNT_ID: Final = "001000000000001AAA"
CONTACT_ID: Final = "003000000000001AAA"

RECORDS: Final[dict[str, dict[str, dict[str, Any]]]] = {
    "Opportunity": {
        OPPORTUNITY_ID: {
            "Name": "Maintenance de la librairie",
            "StageName": "Negotiation/Review",
            "Amount": 12000.0,
            "AccountId": ACCOUNT_ID,
            "Tomorro_Contract_Id__c": None,
        }
    },
    "Account": {ACCOUNT_ID: {"Name": "Librairie Garance", "BillingCountry": "France"}},
    "Contact": {
        CONTACT_ID: {"LastName": "Petit", "FirstName": "Garance", "Email": "garance@librairie-garance.exemple"}
    },
}
CONTACT_ROLES: Final = {OPPORTUNITY_ID: [CONTACT_ID]}

STAGES: Final = ("Prospecting", "Negotiation/Review", "Closed Won", "Closed Lost")
_MADE_BY_SALESFORCE: Final = {
    "Id": "id",
    "CreatedDate": "datetime",
    "SystemModstamp": "datetime",
    "LastStageChangeDate": "datetime",
    "IsDeleted": "boolean",
}
TYPES: Final[dict[str, dict[str, str]]] = {
    "Opportunity": {
        "Name": "string",
        "StageName": "picklist",
        "Amount": "currency",
        "AccountId": "reference",
        "Tomorro_Contract_Id__c": "string",
    },
    "Account": {"Name": "string", "BillingCountry": "string"},
    "Contact": {"LastName": "string", "FirstName": "string", "Email": "email"},
}


def described(kind: str) -> list[dict[str, Any]]:
    """The fields of an object, as `describe` tells them."""
    own = [_field(name, of_type, updateable=True) for name, of_type in TYPES[kind].items()]
    made = [_field(name, of_type, updateable=False) for name, of_type in _MADE_BY_SALESFORCE.items()]
    return own + [one for one in made if kind == "Opportunity" or one["name"] != "LastStageChangeDate"]


def _field(name: str, of_type: str, *, updateable: bool) -> dict[str, Any]:
    stages = STAGES if of_type == "picklist" else ()
    values = [{"value": stage, "label": stage, "active": True} for stage in stages]
    return {"name": name, "label": name, "type": of_type, "updateable": updateable, "picklistValues": values}
