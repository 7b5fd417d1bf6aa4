"""Members of the account: found by their e-mail address or created, changed, disabled. None is ever removed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from passerelle.core.steps import Json, Nature, Request
from passerelle.errors import Effect, Rejected, Retryable
from passerelle.platforms.platform import Lock
from passerelle.platforms.tomorro import refusals, targets
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.models import Member
from passerelle.platforms.tomorro.names import key, plain_id
from passerelle.platforms.tomorro.targets import Wanted, wanted_of

ROLES: Final = ("USER", "MANAGER", "ADMIN")
STATUSES: Final = ("active", "disabled", "pending")
_LEAST: Final = "USER"


@dataclass(frozen=True, slots=True)
class EnsureMember:
    """A member who is known is taken as they are; one who is disabled is for a person to let in again."""

    client: TomorroClient
    lock: Lock
    nature: Nature = Nature.CREATE

    def prepare(self, request: Request) -> Json:
        wanted = wanted_of(request)
        email = wanted.text(targets.MEMBER_EMAIL)
        if email is None:
            raise refusals.missing_value(targets.MEMBER_EMAIL)
        known = self._known(email)
        if known is not None:
            if known.status == "disabled":
                raise refusals.disabled_member()
            return {"adopt": plain_id(known.id)}
        user = {
            "email": email,
            "firstName": wanted.text(targets.MEMBER_FIRST_NAME),
            "lastName": wanted.text(targets.MEMBER_LAST_NAME),
        }
        body = {
            "user": {name: value for name, value in user.items() if value},
            "role": _role(wanted) or _LEAST,
            "groupIds": wanted.texts(targets.MEMBER_GROUP),
            "sendInvitation": request.params.get("invite") is True,
        }
        return {"create": {name: value for name, value in body.items() if value}, "owner": request.mark}

    def perform(self, call: Json) -> Json:
        """Two records of one person that arrive together make one member."""
        if "adopt" in call:
            return _result(self.client.member(call["adopt"]), created=False)
        email, owner = call["create"]["user"]["email"], call["owner"]
        self.lock.take(key(email), owner)
        try:
            known = self._known(email)
            if known is not None:
                self.lock.release(key(email), owner)
                return _result(known, created=False)
            made = self.client.create_member(call["create"])
        except (Retryable, Rejected) as error:
            if not isinstance(error, Retryable) or error.effect is Effect.NOT_DONE:
                self.lock.release(key(email), owner)
            raise
        return _result(made, created=True)

    def find(self, call: Json, since: datetime) -> Json | None:  # noqa: ARG002 - an address has one member
        if "adopt" in call:
            return self.perform(call)
        known = self._known(call["create"]["user"]["email"])
        return None if known is None else _result(known, created=True)

    def _known(self, email: str) -> Member | None:
        return next((one for one in self.client.members() if key(one.address or "") == key(email)), None)


@dataclass(frozen=True, slots=True)
class UpdateMember:
    """The linked member, or the one that was read. Only what differs is sent; folders are not shown, and always are."""

    client: TomorroClient
    catalogue: Catalogue
    nature: Nature = Nature.SET

    def prepare(self, request: Request) -> Json:
        if not request.linked_id:
            raise refusals.no_linked_record()
        wanted = wanted_of(request)
        present = found_member(request.linked_id, self.client, self.catalogue)
        user = present.user
        told = {
            "role": (_role(wanted), present.role),
            "status": (_one_of(STATUSES, targets.MEMBER_STATUS, wanted), present.status),
            "firstname": (wanted.text(targets.MEMBER_FIRST_NAME), user.firstname if user else None),
            "lastname": (wanted.text(targets.MEMBER_LAST_NAME), user.lastname if user else None),
            "email": (wanted.text(targets.MEMBER_EMAIL), present.address),
            "groupIds": (_sorted(wanted.texts(targets.MEMBER_GROUP)), _sorted(present.group_ids or ())),
            "folderIds": (wanted.texts(targets.MEMBER_FOLDER), None),
        }
        changes = {name: asked for name, (asked, held) in told.items() if asked and asked != held}
        substitute = wanted.text(targets.MEMBER_SUBSTITUTE)
        if substitute is not None and "status" in changes:
            changes["substituteId"] = self.catalogue.member(substitute).id
        return {"id": plain_id(present.id), "changes": changes}

    def perform(self, call: Json) -> Json:
        changes = call["changes"]
        member = self.client.update_member(call["id"], changes) if changes else self.client.member(call["id"])
        return {**_result(member), "changed": bool(changes)}

    def find(self, call: Json, since: datetime) -> Json | None:  # noqa: ARG002 - what is not sure is written again
        return None if call["changes"] else self.perform(call)


def found_member(reference: str, client: TomorroClient, catalogue: Catalogue) -> Member:
    """By e-mail address or by id."""
    return catalogue.member(reference) if "@" in reference else client.member(reference)


def _role(wanted: Wanted) -> str | None:
    return _one_of(ROLES, targets.MEMBER_ROLE, wanted)


def _one_of(known: tuple[str, ...], to: str, wanted: Wanted) -> str | None:
    """In any case: the vendor's own pages write roles both ways."""
    word = wanted.text(to)
    if word is None:
        return None
    found = next((one for one in known if key(one) == key(word)), None)
    if found is None:
        raise refusals.wrong_form(to, f"un mot parmi : {', '.join(known)}", f"one of: {', '.join(known)}")
    return found


def _sorted(ids: Iterable[str]) -> list[str]:
    return sorted(plain_id(one) for one in ids)


def _result(member: Member, **others: Any) -> Json:
    return {"id": plain_id(member.id), "role": member.role, "status": member.status, **others}
