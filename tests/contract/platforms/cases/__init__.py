"""All platforms, and those that each part of the suite is about."""

from tests.contract.platforms.case import PlatformCase
from tests.contract.platforms.cases.airtable import AIRTABLE
from tests.contract.platforms.cases.bamboohr import BAMBOOHR
from tests.contract.platforms.cases.docusign import DOCUSIGN
from tests.contract.platforms.cases.generic import GENERIC
from tests.contract.platforms.cases.google_drive import GOOGLE_DRIVE
from tests.contract.platforms.cases.google_sheets import GOOGLE_SHEETS
from tests.contract.platforms.cases.greenhouse import GREENHOUSE
from tests.contract.platforms.cases.hubspot import HUBSPOT
from tests.contract.platforms.cases.lucca import LUCCA
from tests.contract.platforms.cases.nocode import MAKE, N8N, ZAPIER
from tests.contract.platforms.cases.personio import PERSONIO
from tests.contract.platforms.cases.pipedrive import PIPEDRIVE
from tests.contract.platforms.cases.rest import REST
from tests.contract.platforms.cases.s3 import S3
from tests.contract.platforms.cases.salesforce import SALESFORCE
from tests.contract.platforms.cases.ses import SES
from tests.contract.platforms.cases.sharepoint import SHAREPOINT
from tests.contract.platforms.cases.slack import SLACK
from tests.contract.platforms.cases.standard_webhooks import STANDARD_WEBHOOKS
from tests.contract.platforms.cases.teams import TEAMS
from tests.contract.platforms.cases.tomorro import TOMORRO
from tests.contract.platforms.cases.typeform import TYPEFORM
from tests.contract.platforms.cases.yousign import YOUSIGN

CASES = (
    AIRTABLE,
    GOOGLE_SHEETS,
    HUBSPOT,
    PIPEDRIVE,
    SALESFORCE,
    DOCUSIGN,
    SLACK,
    TEAMS,
    TYPEFORM,
    YOUSIGN,
    GENERIC,
    TOMORRO,
    ZAPIER,
    MAKE,
    N8N,
    STANDARD_WEBHOOKS,
    S3,
    SES,
    SHAREPOINT,
    GOOGLE_DRIVE,
    REST,
    BAMBOOHR,
    GREENHOUSE,
    LUCCA,
    PERSONIO,
)
WITH_RECORDS = tuple(case for case in CASES if case.records)
WITH_UPDATES = tuple(case for case in WITH_RECORDS if case.records.writes)
WITH_POLLS = tuple(case for case in WITH_RECORDS if case.records.polled)
WITH_CURSORS = tuple(case for case in WITH_RECORDS if case.records.followed)
WITH_ACTIONS = tuple(case for case in CASES if case in WITH_UPDATES or case.message)
WITH_ARRIVALS = tuple(case for case in CASES if case.arrivals)
WITH_CALLS = tuple(case for case in CASES if case.records or case.arrivals or case.message)
WITH_CREDENTIALS = tuple(case for case in WITH_CALLS if case.refuses_secrets)
WITH_SECRETS = tuple(case for case in WITH_CALLS if case.needs_secrets)
WITH_CREATIONS = tuple(case for case in CASES if case.creation)
WITH_STORAGE = tuple(case for case in CASES if case.storage)
WITH_UPSERTS = tuple(case for case in CASES if case.upsert)
WITH_HOOKS = tuple(case for case in CASES if case.hook)


def named(case: PlatformCase) -> str:
    """How pytest shows a case."""
    return case.name
