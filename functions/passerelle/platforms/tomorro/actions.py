"""The actions that an automation can name, and the steps that each of them becomes."""

from passerelle.core.steps import UPDATE_RECORD, Action
from passerelle.platforms.platform import Lock
from passerelle.platforms.tomorro.catalogue import Catalogue
from passerelle.platforms.tomorro.changes import CancelContract, UpdateContract
from passerelle.platforms.tomorro.client import TomorroClient
from passerelle.platforms.tomorro.counterparties import EnsureCounterparty
from passerelle.platforms.tomorro.creation import CreateContract
from passerelle.platforms.tomorro.signature import SendForSignature
from passerelle.platforms.tomorro.targets import CONTRACT_STEP, COUNTERPARTY_STEP

Steps = tuple[tuple[str, Action], ...]


def tomorro_actions(client: TomorroClient, catalogue: Catalogue, lock: Lock) -> dict[str, Steps]:
    """By the action's name, its steps in order, each with the name under which later steps read its result.

    `update_created_contract` is what `create_contract` becomes when its trigger comes again, under `again: update`.
    """
    return {
        "create_contract": (
            (COUNTERPARTY_STEP, EnsureCounterparty(client, catalogue, lock)),
            (CONTRACT_STEP, CreateContract(client, catalogue)),
        ),
        "update_contract": ((CONTRACT_STEP, UpdateContract(client, catalogue)),),
        UPDATE_RECORD: ((CONTRACT_STEP, UpdateContract(client, catalogue)),),
        "update_created_contract": ((CONTRACT_STEP, UpdateContract(client, catalogue, of_creation=True)),),
        "send_for_signature": ((CONTRACT_STEP, SendForSignature(client)),),
        "cancel_contract": ((CONTRACT_STEP, CancelContract(client)),),
    }
