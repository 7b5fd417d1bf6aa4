"""Outbound messages: SOAP, up to a hundred notifications each, kept until a body acknowledges them all."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape

from local.simulators.chassis.calls import Json
from local.simulators.chassis.deliveries import Body, Manners, Subscription
from local.simulators.chassis.sender import Sender
from local.simulators.salesforce import seed

MANNERS: Final = Manners(
    timeout_s=60.0, retry_after_s=(60.0, 300.0, 900.0, 3_600.0, 7_200.0), acknowledged_by="<Ack>true</Ack>"
)
_UNTOLD: Final = {"attributes", "IsDeleted", "LastStageChangeDate"}


def headers(_subscription: Subscription, _body: bytes, _moment: datetime) -> dict[str, str]:
    """Nothing is signed: the address and the organisation's id are all that there is."""
    return {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}


def publish(sender: Sender, kind: str, record: Json) -> None:
    for subscription in sender.subscriptions.values():
        if kind in subscription.topics:
            body = message(subscription.secret, [record])
            sender.send(subscription, kind, _same(body))


def _same(body: bytes) -> Body:
    return lambda _attempt: body


def message(organization: str, records: Sequence[Json]) -> bytes:
    """The notifications of records that changed, in one message, with the session that nobody should keep."""
    notifications = "".join(_notification(record) for record in records)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>{organization}</OrganizationId>
   <ActionId>04k000000000001AAA</ActionId>
   <SessionId>{seed.SESSION_ID}</SessionId>
   <EnterpriseUrl>https://company.my.salesforce.com/services/Soap/c/62.0</EnterpriseUrl>
   <PartnerUrl>https://company.my.salesforce.com/services/Soap/u/62.0</PartnerUrl>{notifications}
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>""".encode()


def _notification(record: Json) -> str:
    kind = record["attributes"]["type"]
    told = {name: value for name, value in record.items() if name not in _UNTOLD and value is not None}
    fields = "".join(f"<sf:{name}>{escape(str(value))}</sf:{name}>" for name, value in told.items())
    return (
        f"<Notification><Id>04l{uuid.uuid4().hex[:12]}AAA</Id>"
        f'<sObject xsi:type="sf:{kind}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">{fields}</sObject>'
        "</Notification>"
    )
