"""The one DynamoDB table, as plain Python items: strings, numbers and JSON documents under pk and sk."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from passerelle.core.steps import Json

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

Item = dict[str, Any]
"""Attributes by name. A `str` is stored as S, a number as N, a dict or list as a JSON text."""


class ConditionFailed(Exception):
    """A conditional write found something else. `found` is what stood there, when DynamoDB tells it."""

    def __init__(self, found: Item | None = None) -> None:
        super().__init__("the condition of a write did not hold")
        self.found = found


@dataclass(frozen=True, slots=True)
class Write:
    """One write of a transaction: a put of `item`, an `update` of `key`, or else its deletion; with an optional
    condition. `values` are those of both expressions.
    """

    item: Item | None = None
    key: tuple[str, str] = ("", "")
    update: str | None = None
    condition: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


class Table:
    def __init__(self, client: "DynamoDBClient", name: str) -> None:
        self._client = client
        self._name = name

    def get(self, pk: str, sk: str, *, consistent: bool = True) -> Item | None:
        answer = self._client.get_item(TableName=self._name, Key=_key(pk, sk), ConsistentRead=consistent)
        return _decode(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Sequence[tuple[str, str]]) -> list[Item]:
        """In no particular order; what is absent is left out."""
        found: list[Item] = []
        for start in range(0, len(keys), 100):
            wanted: Any = {self._name: {"Keys": [_key(*key) for key in keys[start : start + 100]]}}
            while wanted:
                answer = self._client.batch_get_item(RequestItems=wanted)
                found += [_decode(item) for item in answer["Responses"].get(self._name, [])]
                wanted = answer["UnprocessedKeys"]
        return found

    def query(
        self, pk: str, prefix: str = "", *, consistent: bool = True, newest_first: bool = False
    ) -> Iterator[Item]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._name,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)" if prefix else "pk = :pk",
            ExpressionAttributeValues=_encode({":pk": pk, ":prefix": prefix} if prefix else {":pk": pk}),
            ConsistentRead=consistent,
            ScanIndexForward=not newest_first,
        )
        for page in pages:
            yield from (_decode(item) for item in page["Items"])

    def scan(self, prefix: str) -> Iterator[Item]:
        """Every item whose pk begins so. Reads the whole table: for what a person asks for once in a while."""
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._name,
            FilterExpression="begins_with(pk, :prefix)",
            ExpressionAttributeValues=_encode({":prefix": prefix}),
        )
        for page in pages:
            yield from (_decode(item) for item in page["Items"])

    def query_state(
        self,
        state_key: str,
        *,
        limit: int,
        newest_first: bool = True,
        only: Sequence[str] = (),
        since: str | None = None,
        before: str | None = None,
    ) -> Iterator[Item]:
        """Items of the sparse index by the time of their last change: all, or those that changed `since` then and
        `before` then; `only` these attributes, where some are named.
        """
        names = {f"#{name}": name for name in only}
        extra: Any = {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names} if names else {}
        pages = self._client.get_paginator("query").paginate(
            TableName=self._name,
            IndexName="by_state",
            KeyConditionExpression="state_key = :state" + _between(since, before),
            ExpressionAttributeValues=_encode({":state": state_key, ":since": since, ":before": before}),
            ScanIndexForward=not newest_first,
            PaginationConfig={"MaxItems": limit},
            **extra,
        )
        for page in pages:
            yield from (_decode(item) for item in page["Items"])

    def query_record(self, record_key: str, *, limit: int) -> Iterator[Item]:
        """The keys of the events of one record, newest first."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._name,
            IndexName="by_record",
            KeyConditionExpression="record_key = :record",
            ExpressionAttributeValues=_encode({":record": record_key}),
            ScanIndexForward=False,
            PaginationConfig={"MaxItems": limit},
        )
        for page in pages:
            yield from (_decode(item) for item in page["Items"])

    def count_state(self, state_key: str, *, before: str | None = None) -> int:
        """All of them, or those that last changed before that time."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._name,
            IndexName="by_state",
            KeyConditionExpression="state_key = :state" + (" AND updated_at < :before" if before else ""),
            ExpressionAttributeValues=_encode({":state": state_key, ":before": before}),
            Select="COUNT",
        )
        return sum(page["Count"] for page in pages)

    def put(self, item: Item, condition: str | None = None, values: Mapping[str, Any] | None = None) -> None:
        """Raises ConditionFailed."""
        extra: Any = {"ConditionExpression": condition} if condition else {}
        if values:
            extra["ExpressionAttributeValues"] = _encode(values)
        with _conditions():
            self._client.put_item(
                TableName=self._name, Item=_encode(item), ReturnValuesOnConditionCheckFailure="ALL_OLD", **extra
            )

    def update(
        self, pk: str, sk: str, expression: str, values: Mapping[str, Any], condition: str | None = None
    ) -> Item:
        """The item after the update. Raises ConditionFailed."""
        extra: Any = {"ConditionExpression": condition} if condition else {}
        with _conditions():
            answer = self._client.update_item(
                TableName=self._name,
                Key=_key(pk, sk),
                UpdateExpression=expression,
                ExpressionAttributeValues=_encode(values),
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **extra,
            )
        return _decode(answer["Attributes"])

    def write_all(self, writes: Sequence[Write]) -> None:
        """All or nothing; one write goes without a transaction. Raises ConditionFailed."""
        if len(writes) == 1 and writes[0].item is not None:
            self.put(writes[0].item, writes[0].condition, writes[0].values)
            return
        with _conditions():
            self._client.transact_write_items(TransactItems=[self._transact(write) for write in writes])

    def _transact(self, write: Write) -> "TransactWriteItemTypeDef":
        extra: Any = {"ConditionExpression": write.condition} if write.condition else {}
        if write.values:
            extra["ExpressionAttributeValues"] = _encode(write.values)
        if write.item is not None:
            put: Any = {"TableName": self._name, "Item": _encode(write.item), **extra}
            return {"Put": put}
        place: Any = {"TableName": self._name, "Key": _key(*write.key), **extra}
        if write.update is None:
            return {"Delete": place}
        place["UpdateExpression"] = write.update
        return {"Update": place}


def connect(name: str) -> Table:
    """The table of this stack, with a client that gives up early enough for the queue to take over."""
    config = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4})
    return Table(boto3.client("dynamodb", config=config), name)


def _between(since: str | None, before: str | None) -> str:
    """A key takes one condition besides equality: BETWEEN has both ends, and no two changes have the very same time."""
    if since and before:
        return " AND updated_at BETWEEN :since AND :before"
    return " AND updated_at >= :since" if since else " AND updated_at < :before" if before else ""


class _conditions:  # noqa: N801 - reads as a word where it is used
    """Translate DynamoDB's two ways of saying that a condition did not hold."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if not isinstance(error, ClientError):
            return
        code = error.response.get("Error", {}).get("Code")
        if code == "ConditionalCheckFailedException":
            found: Any = error.response.get("Item")
            raise ConditionFailed(_decode(found) if found else None) from error
        reasons: Any = error.response.get("CancellationReasons", [])
        if code == "TransactionCanceledException" and any(
            reason.get("Code") == "ConditionalCheckFailed" for reason in reasons
        ):
            raise ConditionFailed from error


def _key(pk: str, sk: str) -> Any:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _encode(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _encode_value(value) for name, value in item.items() if value is not None}


def _encode_value(value: Any) -> Json:
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int() | float():
            return {"N": repr(value)}
        case _:
            return {"S": json.dumps(value, ensure_ascii=False, separators=(",", ":"))}


def _decode(item: Mapping[str, Any]) -> Item:
    return {name: _decode_value(value) for name, value in item.items()}


def _decode_value(value: Mapping[str, Any]) -> Any:
    [(kind, raw)] = value.items()
    if kind == "N":
        return float(raw) if "." in raw or "e" in raw.lower() else int(raw)
    return raw
