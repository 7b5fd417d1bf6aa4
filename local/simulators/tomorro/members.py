"""Operations on members."""

from local.simulators.chassis.calls import Call, RefusedError, Reply
from local.simulators.tomorro.account import Account, new_id
from local.simulators.tomorro.listing import Listing, listed
from local.simulators.tomorro.model import Member
from local.simulators.tomorro.switches import Shape
from local.simulators.tomorro.views import member_view

_LISTING = Listing[Member](
    name="members",
    shape=Shape.P1,
    view=member_view,
    identify=lambda one: one.id,
    filters={"status": lambda one: one.status, "role": lambda one: one.role},
    sorts={
        "id": lambda one: one.id,
        "role": lambda one: one.role,
        "status": lambda one: one.status,
        "createdAt": lambda one: one.created_at,
        "updatedAt": lambda one: one.updated_at,
    },
    default_sort="-createdAt",
)


def list_members(account: Account, call: Call) -> Reply:
    return listed(_LISTING, list(account.members.values()), call, account.switches)


def create_member(account: Account, call: Call) -> Reply:
    body = call.json_object()
    user = body["user"]
    email = user.get("email")
    if not email:
        raise RefusedError(400, "user.email is required")
    if any(one.email.casefold() == email.casefold() for one in account.members.values()):
        raise RefusedError(400, "A member already has this e-mail address")
    moment = account.now()
    member = Member(
        id=new_id(),
        user_id=new_id(),
        email=email,
        firstname=user.get("firstName", ""),
        lastname=user.get("lastName", ""),
        role=body["role"],
        status="pending" if body.get("sendInvitation") else "active",
        created_at=moment,
        updated_at=moment,
        group_ids=list(body.get("groupIds", [])),
    )
    account.members[member.id] = member
    return Reply(201, member_view(member))


def get_member(account: Account, call: Call) -> Reply:
    return Reply(body=member_view(account.member(call.params["id"])))


def update_member(account: Account, call: Call) -> Reply:
    member, body = account.member(call.params["id"]), call.json_object()
    if body.get("substituteId"):
        account.member(body["substituteId"])
    member.role = body.get("role", member.role)
    member.status = body.get("status", member.status)
    member.group_ids = list(body.get("groupIds", member.group_ids))
    member.firstname = body.get("firstname", member.firstname)
    member.lastname = body.get("lastname", member.lastname)
    member.email = body.get("email", member.email)
    member.updated_at = account.now()
    return Reply(body=member_view(member))
